import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ForgotPasswordForm } from "@/components/people/forgot-password-form";
import { getContext } from "@/lib/server/context";
import { requestResetAction } from "./actions";

export const metadata: Metadata = { title: "Forgot password" };

export default async function ForgotPasswordPage() {
  if ((await getContext()).mail === null) notFound();
  return (
    <>
      <h1 className="font-[620] text-title">Forgot your password?</h1>
      <ForgotPasswordForm requestReset={requestResetAction} />
    </>
  );
}
