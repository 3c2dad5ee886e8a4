// What a new password must fulfil, each rule ticked as it is met.
import { Circle, CircleCheck } from 'lucide-react';
import { t } from '../../messages/en';
import { passwordProblem } from './password-policy';
import './password.css';

export function PasswordRules({ password, username }: { password: string; username: string }) {
  const problem = passwordProblem(password, username);
  const rules = [
    [t.identity.rules.length, password.length > 0 && problem !== 'length'],
    [t.identity.rules.name, password.length > 0 && problem !== 'name'],
    [t.identity.rules.common, false],
  ] as const;
  return (
    <ul className="password-rules">
      {rules.map(([rule, met]) => (
        <li key={rule}>
          {met ? (
            <CircleCheck size={14} color="var(--ph-ok)" role="img" aria-label={t.identity.rulesMet} />
          ) : (
            <Circle size={14} color="var(--ph-text-3)" aria-hidden />
          )}
          {rule}
        </li>
      ))}
    </ul>
  );
}
