// What the server said about this visit when the page was loaded.
import { createContext, use } from 'react';
import type { AuthState } from '../api/auth';

export const AuthContext = createContext<AuthState | undefined>(undefined);

export function useAuth(): AuthState {
  const auth = use(AuthContext);
  if (!auth) throw new Error('useAuth outside of the portal');
  return auth;
}
