// The bar at the bottom of a form page: primary action first, then Cancel, the number of errors, and a fact at the right.
import type { ReactNode } from 'react';
import { CircleX } from 'lucide-react';
import { t } from '../messages/en';
import './FormBar.css';

type Props = { children: ReactNode; errors?: number; fact?: ReactNode; phoneLine?: ReactNode };

export function FormBar({ children, errors = 0, fact, phoneLine }: Props) {
  return (
    <div className="form-bar">
      {phoneLine && <div className="only-phone form-bar-line num">{phoneLine}</div>}
      {children}
      {errors > 0 && (
        <span className="status t-bad" role="status">
          <CircleX size={15} aria-hidden />
          {t.errors.fields(errors)}
        </span>
      )}
      <span className="form-bar-fact not-phone">{fact}</span>
    </div>
  );
}
