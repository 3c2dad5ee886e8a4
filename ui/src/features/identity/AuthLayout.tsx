// The two halves of the pages before the portal: the form at the left, something to look at on the right.
import type { FormEvent, ReactNode } from 'react';
import { t } from '../../messages/en';
import { Wordmark } from '../../ui/Mark';
import { Themed } from '../../ui/Themed';
import './AuthLayout.css';

type Props = {
  title: string;
  sub: ReactNode;
  version: string;
  onSubmit: () => void;
  children: ReactNode;
  aside: ReactNode;
  /** The steps this page is the first of. */
  steps?: string[];
};

export function AuthLayout({ title, sub, version, onSubmit, children, aside, steps }: Props) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Themed>
      <div className="auth">
        <main className="auth-form">
          <Wordmark size={26} />
          <form className="auth-box" onSubmit={submit} noValidate>
            {steps && (
              <ol className="auth-steps">
                {steps.map((step, i) => (
                  <li key={step} aria-current={i === 0 ? 'step' : undefined}>
                    {i + 1} {step}
                  </li>
                ))}
              </ol>
            )}
            <h1>{title}</h1>
            <p className="dim2 auth-sub">{sub}</p>
            {children}
          </form>
          <div className="dim small">
            {t.common.product} {version}
          </div>
        </main>
        <aside className="auth-side">
          <div className="auth-side-box">{aside}</div>
        </aside>
      </div>
    </Themed>
  );
}
