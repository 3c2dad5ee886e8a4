// The frame of a form page: asks before it is left with changes, and ends in the bar with Save or Create.
import { useRef, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from 'antd';
import { t } from '../../messages/admin';
import { focusFirstError } from '../../ui/Field';
import { FormBar } from '../../ui/FormBar';
import { LeaveGuard } from '../../ui/LeaveGuard';
import { LinkButton } from '../../ui/LinkButton';
import { useToast } from '../../ui/toast';
import type { Form } from '../../ui/form';

type Props<V extends object> = {
  form: Form<V>;
  /** For a new object: the verb and noun, and where Cancel leads. Without it the form changes an existing one. */
  create?: { label: string; failed: string; cancelTo: string };
  /** What is always true about saving, at the right of the bar. */
  fact?: string;
  send: () => Promise<unknown>;
  children: ReactNode;
};

export function AdminForm<V extends object>({ form, create, fact, send, children }: Props<V>) {
  const toast = useToast();
  const element = useRef<HTMLFormElement>(null);
  const saving = useRef(false);
  const submit = async () => {
    saving.current = true;
    const { wrongField, failure } = await form.submit(send);
    saving.current = false;
    if (wrongField) focusFirstError(element.current);
    if (failure) toast.failure(create ? create.failed : t.admin.notSaved, failure);
  };
  const byEvent = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  const byKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
  };
  return (
    <form className="form-page" ref={element} onSubmit={byEvent} onKeyDown={byKey} noValidate>
      {/* While it is being saved it may lead to another page. */}
      <LeaveGuard changed={() => form.changes > 0 && !saving.current} />
      {children}
      <FormBar errors={form.errors} fact={[!create && changesLine(form.changes), fact].filter(Boolean).join('. ')}>
        <Button type="primary" htmlType="submit" loading={form.busy}>
          {create ? create.label : t.common.save}
        </Button>
        {create ? (
          <LinkButton to={create.cancelTo}>{t.common.cancel}</LinkButton>
        ) : (
          <Button disabled={form.changes === 0} onClick={form.reset}>
            {t.common.discard}
          </Button>
        )}
      </FormBar>
    </form>
  );
}

const changesLine = (count: number) => (count > 0 ? t.admin.unsaved(count) : undefined);
