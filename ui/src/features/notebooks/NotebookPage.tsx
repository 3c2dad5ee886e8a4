// One notebook: how its start goes, why it failed, or what it does now.
import { useEffect, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams, useSearchParams } from 'react-router';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { NotFound } from '../../shell/NotFound';
import { usePage } from '../../shell/page';
import { Skeleton } from '../../ui/PanelState';
import { ErrorState } from '../../ui/ErrorState';
import { Panel } from '../../ui/Panel';
import { changed } from '../../ui/list-state';
import { FailedView } from './FailedView';
import { NotebookDialogs, type Question } from './NotebookDialogs';
import { notebookQuery, openAddress, type NotebookDetail } from './notebook';
import { StartingView } from './StartingView';
import { TabbedView } from './TabbedView';

export function NotebookPage() {
  const { id = '' } = useParams();
  const group = useGroup();
  const query = useQuery(notebookQuery(id));
  const notebook = query.data?.notebook;
  usePage(notebook?.name ?? t.notebooks.title, group.displayName, {
    parents: [{ title: t.notebooks.title, to: groupPath(group, 'notebooks') }],
  });
  if (notebook) return <Loaded notebook={notebook} />;
  if (query.data) return <NotFound />;
  return (
    <Panel flush>
      {query.error ? (
        <ErrorState error={query.error} what={t.notebooks.theNotebook} retry={() => void query.refetch()} />
      ) : (
        <Skeleton height={320} />
      )}
    </Panel>
  );
}

function Loaded({ notebook }: { notebook: NotebookDetail }) {
  const [question, setQuestion] = useQuestion();
  useOpenWhenReady(notebook);
  const { phase, launch } = notebook;
  const failedStart = phase === 'Failed' && launch?.failure;
  return (
    <>
      <div className="visually-hidden" role="status">
        {announcement(notebook)}
      </div>
      {phase === 'Queued' || phase === 'Starting' ? (
        <StartingView notebook={notebook} />
      ) : failedStart ? (
        <FailedView notebook={notebook} failure={failedStart} ask={setQuestion} />
      ) : (
        <TabbedView notebook={notebook} ask={setQuestion} />
      )}
      <NotebookDialogs notebook={notebook} question={question} close={() => setQuestion(undefined)} />
    </>
  );
}

/** "?ask=stop" in the address opens the question, so that the palette can lead to it. */
function useQuestion() {
  const [params, setParams] = useSearchParams();
  const [question, setQuestion] = useState<Question | undefined>(params.get('ask') === 'stop' ? 'stop' : undefined);
  const close = (next: Question | undefined) => {
    setQuestion(next);
    if (params.has('ask')) setParams(changed(params, { ask: undefined }), { replace: true });
  };
  return [question, close] as const;
}

/** Screen readers say a text in a status region when it changes, so this is heard once, when the start ends. */
function announcement({ phase, name }: NotebookDetail): string {
  if (phase === 'Running') return t.notebooks.readyAnnouncement(name);
  return phase === 'Failed' ? t.notebooks.failedAnnouncement(name) : '';
}

/** Opens JupyterLab when the start that was asked for here succeeds. A browser may block that; the button remains. */
function useOpenWhenReady({ phase, openUrl }: NotebookDetail) {
  const [params] = useSearchParams();
  const { state } = useLocation();
  const before = useRef(phase);
  const path = params.get('path');
  const opens = (state as { opens?: boolean } | null)?.opens ?? false;
  useEffect(() => {
    const started = before.current === 'Starting' || before.current === 'Queued';
    before.current = phase;
    if (started && opens && openUrl) window.open(openAddress(openUrl, path), '_blank', 'noopener');
  }, [phase, opens, openUrl, path]);
}
