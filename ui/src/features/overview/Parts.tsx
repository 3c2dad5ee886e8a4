// The parts of the installation: does each work, how fast does it answer, what to do if not.
import { duration } from '../../format/time';
import { number } from '../../format/number';
import { useNow } from '../../api/clock';
import { t } from '../../messages/admin';
import { Panel } from '../../ui/Panel';
import { Status, type StatusKind } from '../../ui/Status';
import type { Overview } from './OverviewPage';

type Part = Overview['parts'][number];
type Props = { parts: Part[]; version: string; startedAt: string };

const kinds: Record<string, StatusKind> = { ok: 'ready', warn: 'warning', bad: 'failed' };

export function Parts({ parts, version, startedAt }: Props) {
  const now = useNow(60);
  const up = t.overview.upFor(duration(now - Date.parse(startedAt)));
  return (
    <Panel title={t.overview.parts} sub={`${t.overview.version(version)}, ${up.toLowerCase()}`} flush>
      <ul className="rows parts">
        {parts.map((part) => (
          <li key={part.name}>
            <span className="cell2 grow">
              <span className="part-name">{part.name}</span>
              <span className="sub num">{part.detail}</span>
              {part.nextStep && <span className="sub part-step">{part.nextStep}</span>}
            </span>
            <Status kind={kinds[part.state] ?? 'warning'}>{word(part)}</Status>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function word({ state, latencyMs }: Part): string {
  if (state === 'bad') return t.overview.bad;
  if (state !== 'ok') return t.overview.warn;
  return latencyMs == null ? t.overview.works : t.overview.ms(latency(latencyMs));
}

/** Below 10 ms a tenth still says something. */
const latency = (ms: number) => number(ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms));
