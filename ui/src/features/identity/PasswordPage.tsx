// Changing one's own password.
import { useRef, useState, type FormEvent } from 'react';
import { Button } from 'antd';
import { fieldError } from '../../api/errors';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/en';
import { useMe } from '../../shell/me';
import { usePage } from '../../shell/page';
import { Field, focusFirstError } from '../../ui/Field';
import { Panel } from '../../ui/Panel';
import { useToast } from '../../ui/toast';
import { AccountHead } from './AccountHead';
import { ChangePasswordDocument } from './change-password';
import { passwordMessage } from './password-policy';
import { PasswordInput } from './PasswordInput';
import { PasswordRules } from './PasswordRules';

export function PasswordPage() {
  const { username } = useMe();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [checked, setChecked] = useState(false);
  const { mutate, error, isPending } = useApiMutation(ChangePasswordDocument, ['user']);
  const toast = useToast();
  const form = useRef<HTMLFormElement>(null);
  const problem = passwordMessage(next, username);
  usePage(t.identity.passwordTitle, t.common.product);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!current || problem) return focusFirstError(form.current);
    mutate(
      { current, new: next },
      {
        onSuccess: () => {
          setCurrent('');
          setNext('');
          setChecked(false);
          toast.success(t.identity.passwordChanged);
        },
        onError: (failure) => {
          if (fieldError(failure, 'current') ?? fieldError(failure, 'new')) return focusFirstError(form.current);
          toast.failure(t.identity.passwordNotChanged, failure);
        },
      },
    );
  };

  return (
    <>
      <AccountHead title={t.identity.passwordTitle} sub={t.identity.passwordSub} />
      <Panel>
        <form ref={form} onSubmit={submit} noValidate>
          <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
          <Field
            label={t.identity.currentPassword}
            error={fieldError(error, 'current') ?? (checked && !current ? t.errors.required : undefined)}
          >
            <PasswordInput autoComplete="current-password" value={current} onChange={setCurrent} />
          </Field>
          <Field
            label={t.identity.newPassword}
            hint={<PasswordRules password={next} username={username} />}
            error={fieldError(error, 'new') ?? (checked ? problem : undefined)}
          >
            <PasswordInput autoComplete="new-password" value={next} onChange={setNext} />
          </Field>
          <Button type="primary" htmlType="submit" loading={isPending}>
            {t.identity.changePassword}
          </Button>
        </form>
      </Panel>
    </>
  );
}
