// A password that can be shown while it is typed.
import { useState } from 'react';
import { Input } from 'antd';
import { Eye, EyeOff } from 'lucide-react';
import { t } from '../../messages/en';

type Props = {
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  size?: 'large';
  // What Field gives to its input.
  id?: string;
  status?: 'error' | '';
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
};

export function PasswordInput({ value, onChange, ...rest }: Props) {
  const [shown, setShown] = useState(false);
  return (
    <Input
      {...rest}
      type={shown ? 'text' : 'password'}
      spellCheck={false}
      autoCapitalize="none"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      suffix={
        <button
          type="button"
          className="plain-button"
          aria-label={shown ? t.common.hidePassword : t.common.showPassword}
          onClick={() => setShown(!shown)}
        >
          {shown ? <Eye size={17} aria-hidden /> : <EyeOff size={17} aria-hidden />}
        </button>
      }
    />
  );
}
