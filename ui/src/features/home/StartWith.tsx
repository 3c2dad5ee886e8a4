// The shortest ways to work: one's notebooks as they were left, and a new one like the last.
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ArrowUpRight, ChevronRight, ListChecks, NotebookText, Play, Plus } from 'lucide-react';
import { Link } from 'react-router';
import type { StartWithQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { duration } from '../../format/time';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { useNotebookActions } from '../notebooks/actions';
import { isUp } from '../notebooks/status';
import './StartWith.css';

const StartWithDocument = graphql(`
  query StartWith($groupId: ID!) {
    notebooksConnection(where: { groupId: $groupId, mine: true }, pageSize: 4) {
      nodes {
        id
        name
        phase
        openUrl
        settings {
          instanceType
        }
        launch {
          estimateSeconds
        }
      }
    }
    launchOptions(groupId: $groupId) {
      estimateSeconds
      last {
        instanceType
        image
      }
    }
  }
`);

type Data = StartWithQuery;

export function StartWith() {
  const group = useGroup();
  const query = useQuery(apiQuery(StartWithDocument, { groupId: group.id }, ['notebook', 'image', 'instanceType']));
  return (
    <Panel title={t.home.startWith} flush>
      <PanelState query={query} what={t.home.startWith} height={208}>
        {(data) => (
          <div className="rows start-with">
            {data.notebooksConnection.nodes.slice(0, 4).map((notebook) => (
              <NotebookRow key={notebook.id} notebook={notebook} />
            ))}
            <LikeLast options={data.launchOptions} />
            <NewJob />
          </div>
        )}
      </PanelState>
    </Panel>
  );
}

function NotebookRow({ notebook }: { notebook: Data['notebooksConnection']['nodes'][number] }) {
  const group = useGroup();
  const actions = useNotebookActions(notebook);
  const { id, name, phase, openUrl, settings, launch } = notebook;
  const sub = [
    t.home.onType(settings.instanceType),
    isUp(phase) ? t.notebooks.phase[phase].toLowerCase() : readyIn(launch?.estimateSeconds),
  ];
  const text = (
    <Text
      title={openUrl ? t.home.open(name) : isUp(phase) ? name : t.home.again(name)}
      sub={sub}
      icon={<NotebookText size={15} strokeWidth={1.75} aria-hidden />}
    />
  );
  if (openUrl) {
    return (
      <a href={openUrl} target="_blank" rel="noopener">
        {text}
        <ArrowUpRight size={15} color="var(--ph-text-3)" aria-hidden />
      </a>
    );
  }
  if (isUp(phase)) {
    return (
      <Link to={groupPath(group, `notebooks/${id}`)}>
        {text}
        <ChevronRight size={15} color="var(--ph-text-3)" aria-hidden />
      </Link>
    );
  }
  return (
    <button type="button" className="plain-button" onClick={actions.start} disabled={actions.starting}>
      {text}
      <Play size={14} color="var(--ph-text-3)" aria-hidden />
    </button>
  );
}

function LikeLast({ options: { last, estimateSeconds } }: { options: Data['launchOptions'] }) {
  const group = useGroup();
  const query = last ? `?${new URLSearchParams({ instancetype: last.instanceType, image: last.image })}` : '';
  return (
    <Link to={groupPath(group, `notebooks/new${query}`)}>
      <Text
        title={last ? t.home.newOn(last.instanceType) : t.home.newNotebook}
        sub={[last?.image, readyIn(estimateSeconds)]}
        icon={<Plus size={15} strokeWidth={1.75} aria-hidden />}
      />
      <ChevronRight size={15} color="var(--ph-text-3)" aria-hidden />
    </Link>
  );
}

function NewJob() {
  const group = useGroup();
  return (
    <Link to={groupPath(group, 'jobs/new')}>
      <Text
        title={t.home.newJob}
        sub={[t.home.newJobText]}
        icon={<ListChecks size={15} strokeWidth={1.75} aria-hidden />}
      />
      <ChevronRight size={15} color="var(--ph-text-3)" aria-hidden />
    </Link>
  );
}

const readyIn = (seconds: number | null | undefined) =>
  seconds ? t.home.readyIn(duration(seconds * 1000)) : undefined;

export function Text({ title, sub, icon }: { title: string; sub: (string | undefined)[]; icon: ReactNode }) {
  return (
    <>
      <span className="start-icon">{icon}</span>
      <span className="cell2 grow">
        <b className="two-lines" title={title}>
          {title}
        </b>
        <span className="sub">{sub.filter(Boolean).join(', ')}</span>
      </span>
    </>
  );
}
