/** The mark: a value that holds until the next one is known. */
export function Logo({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden="true" className="shrink-0">
      <rect width="18" height="18" rx="4.5" className="fill-ink" />
      <path
        d="M4 11.8 6.9 6.4l3 5.4h1.6"
        className="fill-none stroke-page"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="13.4" cy="11.8" r="1.15" className="fill-accent" />
    </svg>
  );
}
