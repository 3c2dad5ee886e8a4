// A number with its unit inside the field.
import { InputNumber } from 'antd';
import './NumberInput.css';

type Props = {
  value: number | null;
  onChange: (value: number | null) => void;
  unit: string;
  step?: number;
  disabled?: boolean;
  placeholder?: string;
  'aria-label'?: string;
  // What Field gives to its input.
  id?: string;
  status?: 'error' | '';
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
};

/** Takes what is typed as it is: a wrong number is explained beside the field, never corrected silently. */
export function NumberInput({ unit, step = 1, ...rest }: Props) {
  return (
    <InputNumber<number>
      className="number-input"
      suffix={<span className="dim">{unit}</span>}
      step={step}
      keyboard
      controls={false}
      inputMode="decimal"
      {...rest}
    />
  );
}
