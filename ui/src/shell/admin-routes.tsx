// The addresses of the admin portal, below /admin.
import { Navigate, type RouteObject } from 'react-router';
import type { ComponentType } from 'react';

function page(path: string, load: () => Promise<ComponentType>): RouteObject {
  return { path, lazy: async () => ({ Component: await load() }) };
}

export const adminRoutes: RouteObject[] = [
  { index: true, element: <Navigate to="groups" replace /> },
  page('groups', async () => (await import('../features/groups/GroupListPage')).GroupListPage),
];
