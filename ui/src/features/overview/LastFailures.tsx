// What failed lately, with how often.
import { CircleX } from 'lucide-react';
import { Link } from 'react-router';
import { t } from '../../messages/admin';
import { Age } from '../../ui/Moment';
import { Panel } from '../../ui/Panel';
import type { Overview } from './OverviewPage';

export function LastFailures({ failures }: { failures: Overview['failures'] }) {
  return (
    <Panel
      title={t.overview.failures}
      flush
      extra={
        <Link className="text-link" to="/admin/audit?result=refused">
          {t.overview.seeAudit}
        </Link>
      }
    >
      {failures.length === 0 ? (
        <p className="no-failures">
          <span className="part-name">{t.overview.noFailures}</span>
          <span className="dim small">{t.overview.noFailuresText}</span>
        </p>
      ) : (
        <ul className="rows parts">
          {failures.map(({ code, title, objectName, at, count }) => (
            <li key={`${code} ${objectName}`}>
              <CircleX size={15} className="t-bad" aria-hidden />
              <span className="cell2 grow">
                <span className="part-name">{title}</span>
                <span className="sub trunc" title={objectName}>
                  {objectName}, <Age at={at} />
                </span>
              </span>
              <span className="dim num">{t.overview.times(count)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
