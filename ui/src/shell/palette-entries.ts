// What the command palette offers: actions on one's notebooks and jobs, places to go, commands.
import {
  ArrowRight,
  Ban,
  Boxes,
  KeyRound,
  ListChecks,
  Monitor,
  Moon,
  NotebookText,
  Plus,
  Settings2,
  Square,
  Sun,
  type LucideIcon,
} from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { PaletteJobsQuery, PaletteNotebooksQuery } from '../api/generated/graphql';
import { graphql } from '../api/graphql';
import { nodes } from '../api/nodes';
import { apiQuery } from '../api/query';
import { asPhase, hasEnded, statusOf } from '../features/jobs/phase';
import { t } from '../messages/en';
import { groupPath } from './current-group';
import { useMe, type Group } from './me';
import { showOverlay } from './overlays';
import { useChooseTheme } from './theme-choice';

const PaletteDocument = graphql(`
  query PaletteNotebooks {
    notebooksConnection(where: { mine: true }, pageSize: 50) {
      nodes {
        id
        name
        phase
        openUrl
        settings {
          instanceType
        }
        group {
          name
          displayName
        }
      }
    }
  }
`);

const JobsDocument = graphql(`
  query PaletteJobs {
    phJobsConnection(where: { mine: true }, pageSize: 50) {
      edges {
        node {
          id
          displayName
          phase
          groupName
          instanceType {
            name
          }
          group {
            displayName
          }
        }
      }
    }
  }
`);

export type Section = 'do' | 'go' | 'command';

export type Entry = {
  section: Section;
  icon: LucideIcon;
  title: string;
  sub: string;
  run: () => void;
  /** Tells lines apart that read the same. */
  id?: string;
  keys?: string[];
  /** Only worth a line when somebody searches. */
  onlyFound?: boolean;
};

export function usePaletteEntries(group: Group | undefined): Entry[] {
  const navigate = useNavigate();
  const me = useMe();
  const chooseTheme = useChooseTheme();
  const { data } = useQuery(apiQuery(PaletteDocument, {}, ['notebook']));
  const jobs = useQuery(apiQuery(JobsDocument, {}, ['job']));
  const go = (path: string) => () => void navigate(path);
  const command = (icon: LucideIcon, title: string, run: () => void, keys?: string[], sub = ''): Entry => ({
    section: 'command',
    icon,
    title,
    sub,
    run,
    keys,
  });
  return [
    ...(data?.notebooksConnection.nodes ?? []).flatMap((notebook) => ofNotebook(notebook, go)),
    ...nodes(jobs.data?.phJobsConnection.edges ?? []).flatMap((job) => ofJob(job, go)),
    ...me.groups
      .filter(({ id }) => id !== group?.id)
      .map((other): Entry => {
        const run = go(groupPath(other, 'home'));
        return { section: 'go', icon: Boxes, title: other.displayName, sub: t.shell.group, run, onlyFound: true };
      }),
    ...(group
      ? [
          command(
            Plus,
            t.shell.newNotebook,
            go(groupPath(group, 'notebooks/new')),
            ['N', 'N'],
            t.shell.inGroup(group.displayName),
          ),
          command(
            Plus,
            t.shell.newJob,
            go(groupPath(group, 'jobs/new')),
            ['N', 'J'],
            t.shell.inGroup(group.displayName),
          ),
        ]
      : []),
    ...(me.groups.length > 1 ? [command(Boxes, t.shell.switchGroup, () => showOverlay('groups'), ['G', 'G'])] : []),
    command(KeyRound, t.shell.apiTokens, go('/account/api-tokens')),
    ...(me.isAdmin ? [command(Settings2, t.shell.adminPortal, go('/admin'))] : []),
    command(Sun, t.shell.lightTheme, () => chooseTheme('light')),
    command(Moon, t.shell.darkTheme, () => chooseTheme('dark')),
    command(Monitor, t.shell.systemTheme, () => chooseTheme('system')),
  ];
}

type Notebook = PaletteNotebooksQuery['notebooksConnection']['nodes'][number];

function ofNotebook(notebook: Notebook, go: (path: string) => () => void): Entry[] {
  const { id, name, phase, openUrl, settings, group } = notebook;
  const about = `${t.shell.notebook}, ${t.notebooks.phase[phase].toLowerCase()}, ${settings.instanceType}`;
  const page = `/g/${encodeURIComponent(group.name)}/notebooks/${id}`;
  const entries: Entry[] = [];
  if (openUrl) {
    const run = () => void window.open(openUrl, '_blank', 'noopener');
    entries.push({
      section: 'do',
      icon: ArrowRight,
      title: `${t.shell.openThing} ${name}`,
      sub: about,
      run,
      onlyFound: true,
    });
  }
  if (phase === 'Running') {
    const run = go(`${page}?ask=stop`);
    entries.push({
      section: 'do',
      icon: Square,
      title: `${t.shell.stopThing} ${name}`,
      sub: t.shell.asksFirst,
      run,
      onlyFound: true,
    });
  }
  const where = `${about}, ${group.displayName || group.name}`;
  entries.push({ section: 'go', icon: NotebookText, title: name, sub: where, run: go(page) });
  return entries;
}

type Job = NonNullable<PaletteJobsQuery['phJobsConnection']['edges'][number]>['node'];

function ofJob(job: Job, go: (path: string) => () => void): Entry[] {
  const { id, displayName, groupName, instanceType, group } = job;
  const phase = asPhase(job.phase);
  const title = displayName ?? id;
  const page = `/g/${encodeURIComponent(groupName ?? '')}/jobs/${id}`;
  const state = t.common.status[statusOf(phase)].toLowerCase();
  const sub = [t.shell.job, state, instanceType?.name, group?.displayName || groupName].filter(Boolean).join(', ');
  const entries: Entry[] = [{ section: 'go', icon: ListChecks, title, sub, run: go(page), id, onlyFound: true }];
  if (!hasEnded(phase)) {
    const run = go(`${page}?ask=cancel`);
    const words = `${t.shell.cancelThing} ${title}`;
    entries.push({ section: 'do', icon: Ban, title: words, sub: t.shell.asksFirst, run, id, onlyFound: true });
  }
  return entries;
}
