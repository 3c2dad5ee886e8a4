// The start: asks the server who is there, then loads sign-in, set-up, the forced change of password, or the portal.
import './base.css';
import 'virtual:tokens.css';
import { createRoot } from 'react-dom/client';
import type { ReactNode } from 'react';
import { authState, type AuthState } from './api/auth';
import { asApiError } from './api/errors';
import { signInAddress } from './api/session-end';
import { reloadForMissingParts } from './ui/parts';
import { giveStylesTheNonce } from './ui/nonce';
import { isPublicAddress } from './features/identity/addresses';
import { shareHash } from './features/files/share/address';

giveStylesTheNonce();
reloadForMissingParts();

const root = createRoot(document.getElementById('root')!);

/** Each start is a download of its own, so that signing in does not load the portal. */
async function pageFor(state: AuthState): Promise<ReactNode> {
  if (state.setupNeeded) {
    const { SetUpPage } = await import('./features/identity/SetUpPage');
    return <SetUpPage auth={state} />;
  }
  if (!state.signedIn) {
    if (!isPublicAddress(location.pathname)) history.replaceState(null, '', signInAddress());
    const { SignInPage } = await import('./features/identity/SignInPage');
    return <SignInPage auth={state} />;
  }
  if (state.user?.mustChangePassword) {
    const { FirstPasswordPage } = await import('./features/identity/FirstPasswordPage');
    return <FirstPasswordPage auth={state} user={state.user} />;
  }
  const { Portal } = await import('./shell/Portal');
  return <Portal auth={state} />;
}

/** A public notebook is for everybody: nobody has to sign in, and who has is not asked for. */
async function startShared(hash: string) {
  const { SharePage } = await import('./features/files/share/SharePage');
  root.render(<SharePage hash={hash} />);
}

async function start() {
  // Most visits are by people who are signed in; their portal loads while the server answers.
  if (!isPublicAddress(location.pathname)) void import('./shell/Portal').catch(() => undefined);
  try {
    root.render(await pageFor(await authState()));
  } catch (error) {
    const { UnreachablePage } = await import('./features/identity/UnreachablePage');
    root.render(<UnreachablePage error={asApiError(error)} retry={() => void start()} />);
  }
}

const hash = shareHash(location.pathname);
void (hash ? startShared(hash) : start());
