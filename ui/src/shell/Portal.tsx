// Everything behind signing in: providers and routes of the user portal and the admin portal.
import { useEffect } from 'react';
import { App } from 'antd';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router/dom';
import type { AuthState } from '../api/auth';
import { queryClient } from '../api/query';
import { Themed } from '../ui/Themed';
import { AuthContext } from './auth-context';
import { prefetchPages, router } from './routes';

export function Portal({ auth }: { auth: AuthState }) {
  useEffect(prefetchPages, []);
  return (
    <AuthContext value={auth}>
      <QueryClientProvider client={queryClient}>
        <Themed>
          <App notification={{ maxCount: 3 }} component={false}>
            <RouterProvider router={router} />
          </App>
        </Themed>
      </QueryClientProvider>
    </AuthContext>
  );
}
