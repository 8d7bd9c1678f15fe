import "server-only";

interface PageHeaderOptions {
  /** New for every response, and unguessable. */
  nonce: string;
  /** Whether people reach Asof by https: only then may a browser be told to insist on it. */
  isHttps: boolean;
  /** React's development build needs eval, and hot reload a socket. */
  isDevelopment: boolean;
}

const TWO_YEARS_SECONDS = 63_072_000;

/**
 * What every page is sent with. Scripts run only with the nonce. Styles may be inline: React, the graph and the
 * virtual table write `style` attributes, which a nonce cannot cover.
 */
export function pageHeaders({ nonce, isHttps, isDevelopment }: PageHeaderOptions) {
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isHttps ? ["upgrade-insecure-requests"] : []),
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "Cache-Control": "private, no-store",
    ...(isHttps ? { "Strict-Transport-Security": `max-age=${TWO_YEARS_SECONDS}; includeSubDomains` } : {}),
  };
}
