// Gives antd our theme, the nonce that the content security policy asks for, and the size for the window.
import type { ReactNode } from 'react';
import { ConfigProvider, type ThemeConfig } from 'antd';
import { antdTheme } from '../antd-theme';
import { useMedia, usePhone } from './media';
import { nonce } from './nonce';
import { useMode } from './mode';

const moving = { light: antdTheme('light'), dark: antdTheme('dark') };
const still = { light: withoutMotion(moving.light), dark: withoutMotion(moving.dark) };

function withoutMotion(theme: ThemeConfig): ThemeConfig {
  return { ...theme, token: { ...theme.token, motion: false } };
}

export function Themed({ children }: { children: ReactNode }) {
  const phone = usePhone();
  const themes = useMedia('(prefers-reduced-motion: reduce)') ? still : moving;
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
