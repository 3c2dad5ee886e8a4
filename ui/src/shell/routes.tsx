// The addresses of both portals. Every page is a download of its own.
import { createBrowserRouter, type RouteObject } from 'react-router';
import { adminRoutes } from './admin-routes';
import { AccountFrame } from './AccountFrame';
import { AdminFrame } from './AdminFrame';
import { Crashed } from './Crashed';
import { GroupFrame } from './GroupFrame';
import { NotFound } from './NotFound';
import { Root } from './Root';
import { ToFirstGroup } from './ToFirstGroup';

const groupRoutes: RouteObject[] = [];

const accountRoutes: RouteObject[] = [];

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

/** A page that crashes takes its frame not along. */
function inside(routes: RouteObject[]): RouteObject[] {
  return [{ ErrorBoundary: Crashed, children: [...routes, { path: '*', Component: NotFound }] }];
}
