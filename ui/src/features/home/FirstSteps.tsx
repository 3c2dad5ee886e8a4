// A group in which nothing runs: one thing to do, and the notebooks that are there already.
import { ListChecks, NotebookText, Repeat } from 'lucide-react';
import { Link } from 'react-router';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { Note } from '../../ui/Note';
import type { HomeJob } from './HomePage';
import { RecentJobs } from './RecentJobs';
import { StartWith, Text } from './StartWith';
import { useOwnNotebooks } from './own-notebooks';

export function FirstSteps({ jobs }: { jobs: HomeJob[] }) {
  const group = useGroup();
  const hasNotebooks = useOwnNotebooks(group.id) > 0;
  const known = hasNotebooks || jobs.length > 0;
  const [before, token, between, after] = t.home.terminalHint;
  const first = (
    <section className="panel">
      <EmptyState
        large
        icon={NotebookText}
        title={known ? t.home.nothingRuns : t.home.firstTitle}
        text={t.home.firstText}
        action={
          <LinkButton to={groupPath(group, 'notebooks/new')} type="primary" size="large">
            {t.home.newNotebook}
          </LinkButton>
        }
      />
    </section>
  );
  return (
    <>
      {known ? (
        <div className="grid with-aside">
          {first}
          <div className="stack">
            <RecentJobs jobs={jobs} />
            <StartWith />
          </div>
        </div>
      ) : (
        <>
          {first}
          <OrStartWith />
        </>
      )}
      <Note>
        {before} <Link to="/account/api-tokens">{token}</Link> {between} <span className="mono">primehub</span> {after}
      </Note>
    </>
  );
}

/** The other ways to begin, as cards. */
function OrStartWith() {
  const group = useGroup();
  const cards = [
    { to: 'jobs/new', icon: ListChecks, title: t.home.newJob, text: t.home.newJobText },
    { to: 'jobs/new?when=recurring', icon: Repeat, title: t.home.recurringJob, text: t.home.recurringJobText },
  ];
  return (
    <section>
      <h2 className="start-title">{t.home.orStartWith}</h2>
      <div className="start-cards">
        {cards.map(({ to, icon: Icon, title, text }) => (
          <Link key={to} className="panel" to={groupPath(group, to)}>
            <Text title={title} sub={[text]} icon={<Icon size={15} strokeWidth={1.75} aria-hidden />} />
          </Link>
        ))}
      </div>
    </section>
  );
}
