import '@mantine/spotlight/styles.css';
import { Spotlight } from '@mantine/spotlight';
import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PageEntry } from './pages';

const MORE = [
  ['/numbers/connect', 'numbers.connect'],
  ['/settings/members', 'settings.members'],
  ['/settings/keys', 'settings.keys'],
  ['/settings/sessions', 'settings.sessions'],
  ['/settings/login', 'settings.login'],
  ['/policy', 'policy.title'],
  ['/proof', 'proof.title'],
] as const;

/** Everywhere from the keyboard: Ctrl+K. */
export function Palette({ pages }: { pages: PageEntry[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const main = pages.map(({ to, word, icon: Icon }) => ({
    id: to,
    label: t(word),
    leftSection: <Icon size={19} aria-hidden />,
    onClick: () => void navigate({ to }),
  }));
  const more = MORE.map(([to, word]) => ({
    id: to,
    label: t(word),
    onClick: () => void navigate({ to }),
  }));
  return (
    <Spotlight
      actions={[...main, ...more]}
      shortcut="mod + K"
      nothingFound={t('shell.nothing')}
      searchProps={{
        leftSection: <Search size={19} aria-hidden />,
        placeholder: t('shell.find_what'),
        'aria-label': t('shell.find_what'),
      }}
      highlightQuery
    />
  );
}
