// A password that an administrator sets for somebody: typed or made, and copied to hand it over.
import { Button } from 'antd';
import { WandSparkles } from 'lucide-react';
import { t } from '../../messages/admin';
import { CopyButton } from '../../ui/CopyButton';
import { Field } from '../../ui/Field';
import { PasswordInput } from '../identity/PasswordInput';
import { generatePassword } from './generate-password';

type Props = { label: string; value: string; onChange: (value: string) => void; error?: string };

export function PasswordField({ label, value, onChange, error }: Props) {
  return (
    <div className="field">
      <Field label={label} hint={t.users.passwordHint} error={error}>
        <PasswordInput autoComplete="new-password" value={value} onChange={onChange} />
      </Field>
      <div className="row wrap password-tools">
        <Button size="small" icon={<WandSparkles size={14} aria-hidden />} onClick={() => onChange(generatePassword())}>
          {t.users.generate}
        </Button>
        {value && <CopyButton size="small" text={value} />}
      </div>
    </div>
  );
}
