// The addresses of both portals. Every page is a download of its own.
import { createBrowserRouter, type RouteObject } from 'react-router';
import type { ComponentType } from 'react';
import { adminRoutes } from './admin-routes';
import { AccountFrame } from './AccountFrame';
import { AdminFrame } from './AdminFrame';
import { Crashed } from './Crashed';
import { GroupFrame } from './GroupFrame';
import { NotFound } from './NotFound';
import { fetchAhead, needed } from '../ui/parts';
import { Root } from './Root';
import { ToFirstGroup } from './ToFirstGroup';

const loaders: (() => Promise<unknown>)[] = [];

/** A route whose page is loaded when somebody goes there. */
function page(path: string, load: () => Promise<ComponentType>): RouteObject {
  loaders.push(load);
  return { path, lazy: async () => ({ Component: await needed(load) }) };
}

const groupRoutes: RouteObject[] = [
  page('home', async () => (await import('../features/home/HomePage')).HomePage),
  page('notebooks', async () => (await import('../features/notebooks/NotebookListPage')).NotebookListPage),
  page('notebooks/new', async () => (await import('../features/notebooks/NewNotebookPage')).NewNotebookPage),
  page('notebooks/:id', async () => (await import('../features/notebooks/NotebookPage')).NotebookPage),
  page('notebooks/:id/start', async () => (await import('../features/notebooks/NewNotebookPage')).NewNotebookPage),
  page('jobs', async () => (await import('../features/jobs/JobListPage')).JobListPage),
  page('jobs/new', async () => (await import('../features/jobs/NewJobPage')).NewJobPage),
  page('jobs/recurring', async () => (await import('../features/jobs/recurring/RecurringListPage')).RecurringListPage),
  page('jobs/recurring/:id', async () => (await import('../features/jobs/recurring/SchedulePage')).SchedulePage),
  page(
    'jobs/recurring/:id/edit',
    async () => (await import('../features/jobs/recurring/EditSchedulePage')).EditSchedulePage,
  ),
  page('jobs/:id', async () => (await import('../features/jobs/JobPage')).JobPage),
  page('files/*', async () => (await import('../features/files/FilesPage')).FilesPage),
  page('datasets', async () => (await import('../features/datasets/DatasetListPage')).DatasetListPage),
  page('datasets/:id/*', async () => (await import('../features/datasets/DatasetPage')).DatasetPage),
  // Links of earlier versions.
  page('job/*', async () => (await import('../features/jobs/FromJobLink')).FromJobLink),
  page('recurringJob/*', async () => (await import('../features/jobs/FromJobLink')).FromJobLink),
  page('browse/*', async () => (await import('../features/files/FromBrowseLink')).FromBrowseLink),
  page('hub', async () => (await import('../features/notebooks/FromHubLink')).FromHubLink),
  page('api-token', async () => (await import('../features/identity/FromTokenLink')).FromTokenLink),
];

const accountRoutes: RouteObject[] = [
  page('profile', async () => (await import('../features/identity/ProfilePage')).ProfilePage),
  page('password', async () => (await import('../features/identity/PasswordPage')).PasswordPage),
  page('sessions', async () => (await import('../features/identity/SessionsPage')).SessionsPage),
  page('api-tokens', async () => (await import('../features/identity/ApiTokensPage')).ApiTokensPage),
];

export const router = createBrowserRouter([
  {
    Component: Root,
    ErrorBoundary: Crashed,
    HydrateFallback: () => null,
    children: [
      {
        ErrorBoundary: Crashed,
        children: [
          { index: true, Component: ToFirstGroup },
          { path: 'sign-in', Component: ToFirstGroup },
          { path: 'setup', Component: ToFirstGroup },
          { path: 'g', Component: ToFirstGroup },
          {
            path: 'g/:group',
            Component: GroupFrame,
            children: [{ index: true, Component: ToFirstGroup }, ...inside(groupRoutes)],
          },
          { path: 'account', Component: AccountFrame, children: inside(accountRoutes) },
          { path: 'admin', Component: AdminFrame, children: inside(adminRoutes) },
          { path: '*', Component: NotFound },
        ],
      },
    ],
  },
]);

/** Fetches the user portal's other pages while the browser has nothing else to do. */
export function prefetchPages() {
  if ('requestIdleCallback' in window) requestIdleCallback(() => void fetchAhead(loaders), { timeout: 5000 });
}

/** A page that crashes takes its frame not along. */
function inside(routes: RouteObject[]): RouteObject[] {
  return [{ ErrorBoundary: Crashed, children: [...routes, { path: '*', Component: NotFound }] }];
}
