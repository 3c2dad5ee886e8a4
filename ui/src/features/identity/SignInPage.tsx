// Signing in with a local account. On success the address that was asked for is loaded anew.
import { useRef, useState } from 'react';
import { Button, Input } from 'antd';
import { signIn, type AuthState } from '../../api/auth';
import { asApiError, type ApiError } from '../../api/errors';
import { nextAddress } from '../../api/session-end';
import { t } from '../../messages/en';
import { Field, focusFirstError } from '../../ui/Field';
import { Note } from '../../ui/Note';
import { AuthLayout } from './AuthLayout';
import { LockedNote } from './LockedNote';
import { PasswordInput } from './PasswordInput';
import { StartPicture } from './StartPicture';

export function SignInPage({ auth }: { auth: AuthState }) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError>();
  const box = useRef<HTMLDivElement>(null);

  const wait = failure?.details.retryAfterSeconds;

  const submit = async () => {
    const incomplete = !username.trim() || !password;
    setMissing(incomplete);
    setFailure(undefined);
    if (incomplete) return focusFirstError(box.current);
    setBusy(true);
    try {
      await signIn(username.trim(), password);
      location.assign(nextAddress(location.search));
    } catch (error) {
      setFailure(asApiError(error));
      setBusy(false);
    }
  };

  return (
    <AuthLayout
      title={t.identity.signIn}
      sub={t.identity.signInTo(auth.orgName)}
      version={auth.version}
      onSubmit={() => void submit()}
      aside={<StartPicture />}
    >
      <div ref={box}>
        {failure && (
          <div className="field">
            {wait ? (
              <LockedNote key={failure.details.requestId} seconds={wait} over={() => setFailure(undefined)} />
            ) : (
              <Note tone="bad">{failure.message}</Note>
            )}
          </div>
        )}
        <Field label={t.identity.usernameOrEmail} error={missing && !username.trim() ? t.errors.required : undefined}>
          <Input
            size="large"
            autoFocus
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
        </Field>
        <Field label={t.identity.password} error={missing && !password ? t.errors.required : undefined}>
          <PasswordInput size="large" autoComplete="current-password" value={password} onChange={setPassword} />
        </Field>
        <Button type="primary" block size="large" htmlType="submit" loading={busy}>
          {t.identity.signIn}
        </Button>
        <p className="dim small auth-foot-note">{t.identity.noAccount}</p>
      </div>
    </AuthLayout>
  );
}
