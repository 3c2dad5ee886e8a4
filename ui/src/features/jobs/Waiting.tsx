// Why a job waits: its place in the queue, the reason, and who uses what it waits for.
import { Clock3, ListChecks, NotebookText } from 'lucide-react';
import { Link } from 'react-router';
import { resources } from '../../format/units';
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { useMe } from '../../shell/me';
import type { JobDetail } from './job';

type Queue = NonNullable<JobDetail['queue']>;

export function Waiting({ queue: { position, length, reason, usedBy }, group }: { queue: Queue; group: string }) {
  return (
    <section className="waiting">
      <h2 className="row">
        <Clock3 size={16} color="var(--ph-text-2)" aria-hidden />
        {t.jobs.place(position, length, group)}
      </h2>
      <p className="dim2">{reason}</p>
      {usedBy.length > 0 && (
        <>
          <h3>{t.jobs.usedBy}</h3>
          <ul className="used-by">
            {usedBy.map((user) => (
              <User key={user.id} user={user} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Jobs can be looked at by the whole group, notebooks only by their owner. */
function User({ user }: { user: Queue['usedBy'][number] }) {
  const group = useGroup();
  const { username } = useMe();
  const { id, kind, name, userName } = user;
  const Icon = kind === 'notebook' ? NotebookText : ListChecks;
  const page = kind === 'job' ? 'jobs' : kind === 'notebook' && userName === username ? 'notebooks' : undefined;
  return (
    <li>
      <Icon size={15} strokeWidth={1.75} color="var(--ph-text-2)" aria-label={t.home.kinds[kind]} />
      <span className="grow trunc" title={name}>
        {page ? (
          <Link className="row-link" to={groupPath(group, `${page}/${id}`)}>
            {name}
          </Link>
        ) : (
          name
        )}{' '}
        <span className="dim">{userName}</span>
      </span>
      <span className="dim2 num">{resources(user)}</span>
    </li>
  );
}
