// What one gets after signing in, drawn: a notebook that was started and how long each step took.
import { Check } from 'lucide-react';
import { ticking } from '../../format/time';
import { t } from '../../messages/en';
import { Status } from '../../ui/Status';
import '../../ui/Panel.css';

const steps = [
  ['queued', 0, 4],
  ['pulling', 4, 80],
  ['creating', 84, 8],
  ['starting', 92, 18],
] as const;

const TOTAL = 110;

export function StartPicture() {
  return (
    <div aria-hidden>
      <p className="auth-claim">{t.identity.asideClaim}</p>
      <div className="panel">
        <div className="panel-head">
          <b>sam2-finetune</b>
          <Status kind="ready" chip>
            {t.notebooks.readyAfter(ticking(TOTAL * 1000))}
          </Status>
        </div>
        <div className="panel-body">
          {steps.map(([stage, from, seconds]) => (
            <div key={stage} className="gantt">
              <span>
                <Check size={14} strokeWidth={2.5} color="var(--ph-ok)" />
                {t.notebooks.stages[stage]}
              </span>
              <div>
                <i style={{ marginLeft: `${(from / TOTAL) * 100}%`, width: `${(seconds / TOTAL) * 100}%` }} />
              </div>
              <span className="mono">{ticking(seconds * 1000)}</span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
