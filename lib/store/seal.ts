import "server-only";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = /^v1\.([0-9a-f]{8})\.([\w-]+)$/;

/**
 * Seals a secret that is kept for a while: AES-256-GCM with a random nonce, under a key derived from the
 * installation's secret. Written `v1.<key id>.<nonce, tag and ciphertext>`.
 *
 * @param secret the installation's (ASOF_SECRET).
 * @param rowId where the sealed text is kept: sealed for one row it does not open in another.
 */
export function seal(secret: string, rowId: string, text: string): string {
  const { key, keyId } = deriveKey(secret);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(rowId));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `v1.${keyId}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/** @returns the text, or `null` when it was sealed under another secret, for another row, or changed since. */
export function unseal(secret: string, rowId: string, sealed: string): string | null {
  const { key, keyId } = deriveKey(secret);
  const [, sealedWith, body = ""] = FORM.exec(sealed) ?? [];
  const bytes = Buffer.from(body, "base64url");
  if (sealedWith !== keyId || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(rowId))
    .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** The key id tells which secret sealed a text, and nothing about it: it is derived beside the key. */
function deriveKey(secret: string): { key: Buffer; keyId: string } {
  const bytes = Buffer.from(hkdfSync("sha256", secret, "", "asof:seal:v1", KEY_BYTES + 4));
  return { key: bytes.subarray(0, KEY_BYTES), keyId: bytes.subarray(KEY_BYTES).toString("hex") };
}
