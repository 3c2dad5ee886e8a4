// One labelled input of a form, with its hint and its error tied to it for screen readers.
import { useId, type ReactElement, type ReactNode, cloneElement } from 'react';
import { CircleX } from 'lucide-react';
import { t } from '../messages/en';
import './Field.css';

type InputProps = { id?: string; status?: 'error' | ''; 'aria-describedby'?: string; 'aria-invalid'?: boolean };

type Props = {
  label: ReactNode;
  optional?: boolean;
  hint?: ReactNode;
  error?: string;
  /** At the right of the label. */
  extra?: ReactNode;
  /** One input; id, error state and description are given to it. */
  children: ReactElement<InputProps>;
};

export function Field({ label, optional, hint, error, extra, children }: Props) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <div className="field">
      <div className="field-label">
        <label htmlFor={id}>
          {label}
          {optional && <span className="dim"> {t.common.optional}</span>}
        </label>
        {extra}
      </div>
      {cloneElement(children, {
        id,
        status: error ? 'error' : '',
        'aria-describedby': described,
        'aria-invalid': error ? true : undefined,
      })}
      {hint && (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <div className="field-error" id={id}>
      <CircleX size={15} aria-hidden />
      <span>{children}</span>
    </div>
  );
}

/** Moves to the first input with an error, so that nobody has to look for it. Call after the errors are drawn. */
export function focusFirstError(form: HTMLElement | null) {
  requestAnimationFrame(() => {
    const wrong = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
    wrong?.focus();
    // A list of choices can be higher than the window; its message stands below it.
    const message = wrong?.getAttribute('aria-describedby')?.split(' ').at(-1);
    if (message) document.getElementById(message)?.scrollIntoView({ block: 'center' });
  });
}
