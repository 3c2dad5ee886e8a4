// A key of the keyboard.
import './Kbd.css';

export function Kbd({ children }: { children: string }) {
  return <kbd>{children}</kbd>;
}
