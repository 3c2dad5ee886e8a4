// What can be done with a job of the list, behind its three dots.
import { Ban, Copy, RotateCw } from 'lucide-react';
import { t } from '../../messages/jobs';
import { RowMenu } from '../../ui/RowMenu';
import { useJobActions } from './actions';
import type { Asked } from './JobDialogs';
import type { JobRow } from './job-list';
import { asPhase, hasEnded } from './phase';

export function JobMenu({ job, ask }: { job: JobRow; ask: (asked: Asked) => void }) {
  const name = job.displayName ?? job.id;
  const actions = useJobActions({ id: job.id, name });
  const ended = hasEnded(asPhase(job.phase));
  return (
    <RowMenu
      name={name}
      actions={[
        {
          key: 'rerun',
          label: t.jobs.rerun,
          icon: RotateCw,
          disabledBecause: ended ? undefined : t.jobs.notEnded,
          onClick: () => ask({ question: 'rerun', job }),
        },
        { key: 'clone', label: t.jobs.clone, icon: Copy, onClick: actions.clone },
        {
          key: 'cancel',
          label: t.jobs.cancel,
          icon: Ban,
          danger: true,
          disabledBecause: ended ? t.jobs.hasEnded : undefined,
          onClick: () => ask({ question: 'cancel', job }),
        },
      ]}
    />
  );
}
