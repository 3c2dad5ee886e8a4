// The product's sign and word mark.
import './Mark.css';

export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden>
      <circle cx="10" cy="14" r="6.75" stroke="var(--ph-accent)" strokeWidth="3.5" />
      <circle cx="10" cy="14" r="1.75" fill="var(--ph-accent)" />
      <path d="M21.4 2.2 18 9.6" stroke="var(--ph-text)" strokeWidth="3.5" strokeLinecap="round" />
    </svg>
  );
}

export function Wordmark({ size = 24 }: { size?: number }) {
  return (
    <span className="wordmark" style={{ fontSize: size * 0.75 }}>
      <Mark size={size} />
      <span>
        Prime<b>Hub</b>
      </span>
    </span>
  );
}
