// A limit and its use in the cell of a table.
import { number } from '../format/number';
import { quotaSentence, quotaTone } from '../format/quota';
import type { Resource } from '../format/units';
import { t } from '../messages/en';
import './MiniBar.css';

export function MiniBar({ resource, used, limit }: { resource: Resource; used: number; limit: number | null }) {
  const state = { resource, used, add: 0, limit };
  if (limit === 0 && used === 0) return <span className="dim">{t.common.noneAllowed}</span>;
  const full = quotaTone(state) !== 'plain';
  return (
    <span className="mini-bar">
      <span>
        <b className="strong">{number(used)}</b>{' '}
        <span className="dim">{limit === null ? t.common.noLimit : `${t.common.of} ${number(limit)}`}</span>
        {full && <span className="t-warn"> {t.common.full}</span>}
      </span>
      <span
        className={`bar${limit === null ? ' open' : ''}`}
        role="img"
        aria-label={quotaSentence(t.common[resource], state)}
      >
        {limit !== null && (
          <i className={full ? 'seg full' : 'seg used'} style={{ width: `${Math.min(1, used / limit) * 100}%` }} />
        )}
      </span>
    </span>
  );
}
