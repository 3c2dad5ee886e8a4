// Somebody whose password was set by an administrator chooses an own one before anything else.
import { useRef, useState } from 'react';
import { Button } from 'antd';
import type { AuthState, AuthUser } from '../../api/auth';
import { asApiError, fieldError, type ApiError } from '../../api/errors';
import { request } from '../../api/request';
import { t } from '../../messages/en';
import { Field, focusFirstError } from '../../ui/Field';
import { Note } from '../../ui/Note';
import { AuthLayout } from './AuthLayout';
import { ChangePasswordDocument } from './change-password';
import { passwordMessage } from './password-policy';
import { PasswordInput } from './PasswordInput';
import { PasswordRules } from './PasswordRules';
import { StartPicture } from './StartPicture';

export function FirstPasswordPage({ auth, user }: { auth: AuthState; user: AuthUser }) {
  const [given, setGiven] = useState('');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError>();
  const box = useRef<HTMLDivElement>(null);
  const problem = passwordMessage(password, user.username);
  const ofAField = fieldError(failure, 'current') ?? fieldError(failure, 'new');

  const submit = async () => {
    setChecked(true);
    setFailure(undefined);
    if (!given || problem) return focusFirstError(box.current);
    setBusy(true);
    try {
      await request(ChangePasswordDocument, { current: given, new: password });
      location.reload();
    } catch (error) {
      setFailure(asApiError(error));
      setBusy(false);
      focusFirstError(box.current);
    }
  };

  return (
    <AuthLayout
      title={t.identity.firstPasswordTitle}
      sub={t.identity.firstPasswordSub(user.username)}
      version={auth.version}
      onSubmit={() => void submit()}
      aside={<StartPicture />}
    >
      <div ref={box}>
        {failure && !ofAField && (
          <div className="field">
            <Note tone="bad">{failure.message}</Note>
          </div>
        )}
        <Field
          label={t.identity.givenPassword}
          error={fieldError(failure, 'current') ?? (checked && !given ? t.errors.required : undefined)}
        >
          <PasswordInput size="large" autoComplete="current-password" value={given} onChange={setGiven} />
        </Field>
        <Field
          label={t.identity.newPassword}
          error={fieldError(failure, 'new') ?? (checked ? problem : undefined)}
          hint={<PasswordRules password={password} username={user.username} />}
        >
          <PasswordInput size="large" autoComplete="new-password" value={password} onChange={setPassword} />
        </Field>
        <Button type="primary" block size="large" htmlType="submit" loading={busy}>
          {t.identity.changePassword}
        </Button>
      </div>
    </AuthLayout>
  );
}
