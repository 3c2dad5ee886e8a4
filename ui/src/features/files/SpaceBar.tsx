// One limit of the files as a bar, with what is left in words below it.
import { t } from '../../messages/files';
import '../../ui/QuotaBar.css';

type Props = {
  label: string;
  used: number;
  /** Nothing: no limit. */
  limit?: number | null;
  write: (amount: number) => string;
  of: (used: number, limit: number) => string;
};

export function SpaceBar({ label, used, limit, write, of }: Props) {
  const none = limit === null || limit === undefined;
  const rest = none ? 0 : limit - used;
  const note = none
    ? t.format.noLimit
    : rest > 0
      ? t.format.left(write(rest))
      : rest === 0
        ? t.format.nothingLeft
        : t.format.overLimit(write(-rest));
  const tone = none || rest > 0 ? '' : rest === 0 ? ' t-warn' : ' t-bad';
  const figures = none ? write(used) : of(used, limit);
  const share = none ? (used > 0 ? 40 : 0) : Math.min(100, (used / Math.max(limit, 1)) * 100);
  return (
    <div className="quota">
      <div className="quota-line">
        <span className="quota-label">{label}</span>
        <span className="quota-num num">{figures}</span>
      </div>
      <div
        className={`bar${none ? ' open' : ''}`}
        role="meter"
        aria-label={`${label}: ${figures}. ${note}`}
        aria-valuemin={0}
        aria-valuenow={used}
        aria-valuemax={Math.max(limit ?? used, used, 1)}
        aria-valuetext={`${figures}. ${note}`}
      >
        {!none && <i className="seg used" style={{ width: `${share}%` }} />}
      </div>
      <div className={`quota-note num${tone}`}>{note}</div>
    </div>
  );
}
