// One quota as a bar: what is used, what this launch would add, what is left, with the same in words below.
import { t } from '../messages/en';
import { number } from '../format/number';
import { exact, quotaNote, quotaSentence, quotaTone, type QuotaState } from '../format/quota';
import { unitOf, type Resource } from '../format/units';
import './QuotaBar.css';

type Props = {
  resource: Resource;
  used: number;
  limit: number | null;
  /** What this launch would add. */
  add?: number;
  /** The used part split by kind of workload, in the order of the chart colours. */
  parts?: number[];
};

export function QuotaBar({ resource, used, limit, add = 0, parts }: Props) {
  const label = t.common[resource];
  const state: QuotaState = { resource, used, add, limit };
  const tone = quotaTone(state);
  const sentence = quotaSentence(label, state);
  if (limit === 0 && used + add === 0) return <NoneAllowed label={label} />;
  return (
    <div className={`quota quota-${tone}`}>
      <div className="quota-line">
        <span className="quota-label">{label}</span>
        <Figures {...state} />
      </div>
      <div
        className={`bar${limit === null ? ' open' : ''}`}
        role="meter"
        aria-label={sentence}
        aria-valuemin={0}
        aria-valuenow={exact(used + add)}
        aria-valuemax={Math.max(limit ?? 0, exact(used + add), 1)}
        aria-valuetext={sentence}
      >
        <Segments {...state} parts={parts} />
      </div>
      <div className={`quota-note num${tone === 'over' ? ' t-bad' : tone === 'full' ? ' t-warn' : ''}`}>
        {quotaNote(state)}
      </div>
    </div>
  );
}

function NoneAllowed({ label }: { label: string }) {
  return (
    <div className="quota">
      <div className="quota-line">
        <span className="quota-label">{label}</span>
        <span className="dim">{t.common.noneAllowed}</span>
      </div>
    </div>
  );
}

function Figures({ resource, used, add, limit }: QuotaState) {
  // "CPU … 22 of 32": the label already names the unit, except for memory.
  const unit = unitOf[resource] === t.common[resource] ? '' : `\u00a0${unitOf[resource]}`;
  return (
    <span className="quota-num num">
      {add > 0 && (
        <>
          <span className="dim">{number(used)}</span>
          <span className="arrow"> → </span>
        </>
      )}
      <b>{number(exact(used + add))}</b>
      <span className="dim">{limit === null ? unit : ` ${t.common.of} ${number(limit)}${unit}`}</span>
    </span>
  );
}

function Segments({ used, add, limit, parts }: QuotaState & { parts?: number[] }) {
  const after = used + add;
  const over = limit !== null && after > limit;
  // Without a limit the bar has no end; it is drawn as if a good part of it were free.
  const full = limit === null ? Math.max(after * 1.8, 1) : Math.max(limit, after);
  const share = (value: number) => ({ width: `${(value / full) * 100}%` });
  const kinds = (parts ?? [])
    .map((value, i) => [value, `var(--ph-chart-${i + 1})`] as const)
    .filter(([value]) => value > 0);
  return (
    <>
      {parts
        ? kinds.map(([value, background]) => (
            <i key={background} className="seg" style={{ ...share(value), background }} />
          ))
        : used > 0 && <i className="seg used" style={share(over && add === 0 ? limit : used)} />}
      {add > 0 && <i className="seg add" style={share(over ? Math.max(0, limit - used) : add)} />}
      {over && <i className="seg beyond" style={share(after - (add > 0 ? Math.max(limit, used) : limit))} />}
      {over && <em style={{ left: `${(limit / full) * 100}%` }} />}
    </>
  );
}
