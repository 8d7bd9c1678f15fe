/** Bytes of CSV that a spine may hold. Apart from the schemas, so that pages can use it without them. */
export const SPINE_BYTES_MAX = 20 * 1024 * 1024;
