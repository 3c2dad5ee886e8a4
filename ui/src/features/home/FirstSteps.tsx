// A group in which nothing runs: one thing to do, and the notebooks that are there already.
import { NotebookText } from 'lucide-react';
import { Link } from 'react-router';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { Note } from '../../ui/Note';
import { StartWith } from './StartWith';
import { useOwnNotebooks } from './own-notebooks';

export function FirstSteps() {
  const group = useGroup();
  const hasNotebooks = useOwnNotebooks(group.id) > 0;
  const [before, token, between, after] = t.home.terminalHint;
  const first = (
    <section className="panel">
      <EmptyState
        large
        icon={NotebookText}
        title={hasNotebooks ? t.home.nothingRuns : t.home.firstTitle}
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
      {hasNotebooks ? (
        <div className="grid with-aside">
          {first}
          <StartWith />
        </div>
      ) : (
        first
      )}
      <Note>
        {before} <Link to="/account/api-tokens">{token}</Link> {between} <span className="mono">primehub</span> {after}
      </Note>
    </>
  );
}
