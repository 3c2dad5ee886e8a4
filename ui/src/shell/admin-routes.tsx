// The addresses of the admin portal, below /admin.
import { Navigate, type RouteObject } from 'react-router';
import type { ComponentType } from 'react';
import { needed } from '../ui/parts';

function page(path: string, load: () => Promise<ComponentType>): RouteObject {
  return { path, lazy: async () => ({ Component: await needed(load) }) };
}

export const adminRoutes: RouteObject[] = [
  { index: true, element: <Navigate to="groups" replace /> },
  page('overview', async () => (await import('../features/overview/OverviewPage')).OverviewPage),
  page('groups', async () => (await import('../features/groups/GroupListPage')).GroupListPage),
  page('groups/new', async () => (await import('../features/groups/NewGroupPage')).NewGroupPage),
  page('groups/:id', async () => (await import('../features/groups/GroupPage')).GroupPage),
  page('users', async () => (await import('../features/users/UserListPage')).UserListPage),
  page('users/new', async () => (await import('../features/users/NewUserPage')).NewUserPage),
  page('users/:id', async () => (await import('../features/users/UserPage')).UserPage),
  page(
    'instance-types',
    async () => (await import('../features/instance-types/InstanceTypeListPage')).InstanceTypeListPage,
  ),
  page(
    'instance-types/new',
    async () => (await import('../features/instance-types/NewInstanceTypePage')).NewInstanceTypePage,
  ),
  page(
    'instance-types/:id',
    async () => (await import('../features/instance-types/InstanceTypePage')).InstanceTypePage,
  ),
  page('images', async () => (await import('../features/images/ImageListPage')).ImageListPage),
  page('images/new', async () => (await import('../features/images/NewImagePage')).NewImagePage),
  page('images/:id', async () => (await import('../features/images/ImagePage')).ImagePage),
  page('secrets', async () => (await import('../features/secrets/SecretListPage')).SecretListPage),
  page('secrets/new', async () => (await import('../features/secrets/NewSecretPage')).NewSecretPage),
  page('secrets/:id', async () => (await import('../features/secrets/SecretPage')).SecretPage),
  page('notebooks', async () => (await import('../features/notebooks-admin/AllNotebooksPage')).AllNotebooksPage),
  page('audit', async () => (await import('../features/audit/AuditPage')).AuditPage),
  page('settings', async () => (await import('../features/settings/SettingsPage')).SettingsPage),
];
