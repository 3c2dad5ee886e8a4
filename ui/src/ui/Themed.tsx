// Gives antd our theme, the nonce that the content security policy asks for, and the size for the window.
import type { ReactNode } from 'react';
import { ConfigProvider } from 'antd';
import { antdTheme } from '../antd-theme';
import { usePhone } from './media';
import { nonce } from './nonce';
import { useMode } from './mode';

const themes = { light: antdTheme('light'), dark: antdTheme('dark') };

export function Themed({ children }: { children: ReactNode }) {
  const phone = usePhone();
  return (
    <ConfigProvider
      theme={themes[useMode()]}
      csp={{ nonce: nonce() }}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
      componentSize={phone ? 'large' : 'middle'}
    >
      {children}
    </ConfigProvider>
  );
}
