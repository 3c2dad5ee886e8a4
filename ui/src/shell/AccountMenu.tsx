// The menu behind the avatar.
import { Dropdown, type MenuProps } from 'antd';
import { KeyRound, Lock, LogOut, Monitor, Moon, Settings2, Sun, User } from 'lucide-react';
import { useNavigate } from 'react-router';
import { signOut } from '../api/auth';
import { t } from '../messages/en';
import { Avatar } from '../ui/Avatar';
import { useThemeChoice, type ThemeChoice } from '../ui/mode';
import { useToast } from '../ui/toast';
import { useAuth } from './auth-context';
import { useMe } from './me';
import { useChooseTheme } from './theme-choice';

const themeIcons = { light: Sun, dark: Moon, system: Monitor };

export function AccountMenu() {
  const me = useMe();
  const { version } = useAuth();
  const navigate = useNavigate();
  const toast = useToast();
  const choice = useThemeChoice();
  const choose = useChooseTheme();

  const leave = () =>
    signOut().then(
      () => location.assign('/sign-in'),
      (error: unknown) => toast.failure(t.shell.signOutFailed, error),
    );
  const to = (path: string) => () => void navigate(path);
  const icon = (Icon: typeof User) => <Icon size={16} strokeWidth={1.75} color="var(--ph-text-2)" />;

  const items: MenuProps['items'] = [
    { key: 'who', type: 'group', label: <span className="trunc">{me.fullName}</span> },
    { key: 'profile', icon: icon(User), label: t.shell.profile, onClick: to('/account/profile') },
    { key: 'password', icon: icon(Lock), label: t.shell.password, onClick: to('/account/password') },
    ...(me.groups.length > 0
      ? [{ key: 'tokens', icon: icon(KeyRound), label: t.shell.apiTokens, onClick: to('/account/api-tokens') }]
      : []),
    {
      key: 'theme',
      icon: icon(themeIcons[choice]),
      label: t.shell.theme,
      children: (['system', 'light', 'dark'] as ThemeChoice[]).map((theme) => ({
        key: `theme-${theme}`,
        icon: icon(themeIcons[theme]),
        label: t.shell.themes[theme],
        onClick: () => choose(theme),
      })),
    },
    { type: 'divider' },
    ...(me.isAdmin ? [{ key: 'admin', icon: icon(Settings2), label: t.shell.adminPortal, onClick: to('/admin') }] : []),
    { key: 'out', icon: icon(LogOut), label: t.shell.signOut, onClick: leave },
    { type: 'divider' },
    { key: 'version', disabled: true, label: <span className="account-menu-version">{t.shell.version(version)}</span> },
  ];
  return (
    <Dropdown menu={{ items, selectedKeys: [`theme-${choice}`] }} trigger={['click']} placement="bottomRight">
      <button type="button" className="plain-button account-button" aria-label={t.shell.account} aria-haspopup="menu">
        <Avatar name={me.fullName} size={28} />
      </button>
    </Dropdown>
  );
}
