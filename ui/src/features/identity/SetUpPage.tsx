// The first run: creates the administrator with the code that the server printed.
import { useRef, useState } from 'react';
import { Button, Input } from 'antd';
import { setUp, type AuthState } from '../../api/auth';
import { asApiError, fieldError, type ApiError } from '../../api/errors';
import { t } from '../../messages/en';
import { Field, focusFirstError } from '../../ui/Field';
import { Note } from '../../ui/Note';
import { AuthLayout } from './AuthLayout';
import { passwordMessage } from './password-policy';
import { PasswordInput } from './PasswordInput';
import { PasswordRules } from './PasswordRules';
import { SetUpAside } from './SetUpAside';
import { takeSetUpToken } from './set-up-token';

const tokenOfLink = takeSetUpToken();

export function SetUpPage({ auth }: { auth: AuthState }) {
  const [token, setToken] = useState(tokenOfLink);
  const [username, setUsername] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError>();
  const box = useRef<HTMLDivElement>(null);

  const problems = {
    token: token.trim() ? undefined : t.errors.required,
    username: username.trim() ? undefined : t.errors.required,
    password: passwordMessage(password, username.trim()),
  };
  const errorOf = (field: 'token' | 'username' | 'email' | 'password') =>
    fieldError(failure, field) ?? (checked && field !== 'email' ? problems[field] : undefined);
  const ofAField = ['token', 'username', 'email', 'password'].some((field) => fieldError(failure, field));

  const submit = async () => {
    setChecked(true);
    setFailure(undefined);
    if (Object.values(problems).some(Boolean)) return focusFirstError(box.current);
    setBusy(true);
    try {
      await setUp({ token: token.trim(), username: username.trim(), password, email: email.trim() || undefined });
      location.assign('/');
    } catch (error) {
      setFailure(asApiError(error));
      setBusy(false);
      focusFirstError(box.current);
    }
  };

  return (
    <AuthLayout
      title={t.identity.setUpTitle}
      sub={t.identity.setUpSub}
      version={auth.version}
      onSubmit={() => void submit()}
      steps={t.identity.setUpSteps}
      aside={<SetUpAside />}
    >
      <div ref={box}>
        {failure && !ofAField && (
          <div className="field">
            <Note tone="bad">
              {failure.message} <span className="mono">{failure.code}</span>
            </Note>
          </div>
        )}
        <Field label={t.identity.setUpCode} hint={t.identity.setUpCodeHint} error={errorOf('token')}>
          <Input
            size="large"
            className="mono"
            autoComplete="off"
            spellCheck={false}
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </Field>
        <Field label={t.identity.username} hint={t.identity.usernameHint} error={errorOf('username')}>
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
        <Field label={t.identity.email} optional error={errorOf('email')}>
          <Input
            size="large"
            type="email"
            autoComplete="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Field
          label={t.identity.password}
          error={errorOf('password')}
          hint={<PasswordRules password={password} username={username.trim()} />}
        >
          <PasswordInput size="large" autoComplete="new-password" value={password} onChange={setPassword} />
        </Field>
        <Button type="primary" block size="large" htmlType="submit" loading={busy}>
          {t.identity.create}
        </Button>
      </div>
    </AuthLayout>
  );
}
