import { z } from "zod";
import {
  OVERLAP_HOURS_DEFAULT,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  TOKEN_DAYS_DEFAULT,
  TOKEN_DAYS_MAX,
} from "@/lib/core/access/person";
import { ROLES, SCOPES } from "@/lib/core/access/policy";
import { NAME_LENGTH_MAX, NAME_PATTERN } from "@/lib/core/model/definitions";

const MEMBERS_MAX = 200;

const Id = z.uuid("is not an id");
const ObjectName = z.string().max(NAME_LENGTH_MAX).regex(NAME_PATTERN, "is not a name");
const LinkToken = z.string().min(1, "is missing").max(100, "is not a link of ours");
const PersonName = line(100);
const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "is too long for an e-mail address")
  .pipe(z.email("is not an e-mail address"));
const NewPassword = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `needs at least ${PASSWORD_LENGTH_MIN} characters`)
  .max(PASSWORD_LENGTH_MAX, `may have at most ${PASSWORD_LENGTH_MAX} characters`);
// Checked against a hash, never stored: no rule beyond a bound on the work.
const GivenPassword = z.string().min(1, "is missing").max(PASSWORD_LENGTH_MAX, "is wrong");
const Role = z.enum(ROLES);

const NextPath = z.string().max(2000).optional();

/** `next`: where to go afterwards; checked when it is used. */
export const SignInInput = z.strictObject({ email: Email, password: GivenPassword, next: NextPath });
export type SignInInput = z.output<typeof SignInInput>;

export const SignInDemoPersonInput = z.strictObject({ personId: Id, next: NextPath });

/** Asks for a link that sets a new password, by the sign-in page. */
export const RequestResetInput = z.strictObject({ email: Email });
export type RequestResetInput = z.output<typeof RequestResetInput>;

export const SetUpInput = z.strictObject({
  token: LinkToken,
  name: PersonName,
  email: Email,
  password: NewPassword,
});
export type SetUpInput = z.output<typeof SetUpInput>;

/** Accepting an invitation and resetting a password ask for the same. */
export const SetPasswordInput = z.strictObject({ token: LinkToken, password: NewPassword });
export type SetPasswordInput = z.output<typeof SetPasswordInput>;

export const InvitePersonInput = z.strictObject({
  name: PersonName,
  email: Email,
  roles: z.array(z.strictObject({ project: ObjectName, role: Role })).max(MEMBERS_MAX),
});
export type InvitePersonInput = z.output<typeof InvitePersonInput>;

export const PersonInput = z.strictObject({ personId: Id });
export type PersonInput = z.output<typeof PersonInput>;

/** `role` null takes the role away. */
export const SetRoleInput = z.strictObject({ personId: Id, project: ObjectName, role: Role.nullable() });
export type SetRoleInput = z.output<typeof SetRoleInput>;

export const SetAdminInput = z.strictObject({ personId: Id, isAdmin: z.boolean() });
export type SetAdminInput = z.output<typeof SetAdminInput>;

export const ChangeProfileInput = z.strictObject({ name: PersonName });
export type ChangeProfileInput = z.output<typeof ChangeProfileInput>;

export const ChangePasswordInput = z.strictObject({
  currentPassword: GivenPassword,
  newPassword: NewPassword,
});
export type ChangePasswordInput = z.output<typeof ChangePasswordInput>;

export const CreateTokenInput = z.strictObject({
  name: line(100),
  scopes: z.array(z.enum(SCOPES)).min(1, "choose at least one").max(SCOPES.length),
  /** Bound to this project; `null` = wherever its person may act. */
  project: ObjectName.nullable().default(null),
  expiresInDays: z
    .int("is not a whole number")
    .min(1, "is at least one day")
    .max(TOKEN_DAYS_MAX, `is at most ${TOKEN_DAYS_MAX} days`)
    .default(TOKEN_DAYS_DEFAULT),
});
export type CreateTokenInput = z.output<typeof CreateTokenInput>;

export const TokenInput = z.strictObject({ tokenId: Id });
export type TokenInput = z.output<typeof TokenInput>;

/** For how long the old token goes on working beside the new one; 0 ends it at once. */
export const RotateTokenInput = z.strictObject({
  tokenId: Id,
  overlapHours: z
    .int("is not a whole number")
    .min(0, "is not negative")
    .max(168, "is at most 168 hours (7 days)")
    .default(OVERLAP_HOURS_DEFAULT),
});
export type RotateTokenInput = z.output<typeof RotateTokenInput>;

export const TeamInput = z.strictObject({ team: ObjectName });

export const TeamMemberInput = z.strictObject({ team: ObjectName, email: Email });
export type TeamMemberInput = z.output<typeof TeamMemberInput>;

/** One line of text for people: no control characters, so also no NUL, which PostgreSQL cannot keep. */
function line(lengthMax: number) {
  return z
    .string()
    .trim()
    .min(1, "is missing")
    .max(lengthMax, `may have at most ${lengthMax} characters`)
    .regex(/^\P{Cc}*$/u, "may not hold control characters");
}
