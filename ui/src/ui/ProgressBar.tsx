// How far something is, when the server knows.
import './ProgressBar.css';

export function ProgressBar({ percent, label, thin }: { percent: number; label: string; thin?: boolean }) {
  const value = Math.max(0, Math.min(100, percent));
  return (
    <div
      className={`progress${thin ? ' thin' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.floor(value)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i style={{ width: `${value}%` }} />
    </div>
  );
}
