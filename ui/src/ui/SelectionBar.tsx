// The bar between toolbar and table while rows are chosen.
import type { ReactNode } from 'react';
import { t } from '../messages/en';

export function SelectionBar({ count, clear, children }: { count: number; clear: () => void; children: ReactNode }) {
  return (
    <div className="selection-bar" role="group" aria-label={t.common.selected(count)}>
      <span className="strong num" aria-live="polite">
        {t.common.selected(count)}
      </span>
      <button type="button" className="plain-button text-link accent-link" onClick={clear}>
        {t.common.clear}
      </button>
      <span className="grow" />
      {children}
    </div>
  );
}
