import { Drawer, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Menu } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '@/api';
import { ON_PHONES, type PageEntry } from './pages';
import { PersonMenu } from './PersonMenu';

/** The navigation of a phone. */
export function BottomBar({ pages, me }: { pages: PageEntry[]; me: Me }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const rest = pages.filter(({ to }) => !ON_PHONES.includes(to));
  return (
    <>
      <nav className="bottom" aria-label={t('shell.navigation')}>
        {pages
          .filter(({ to }) => ON_PHONES.includes(to))
          .map(({ to, word, icon: Icon }) => (
            <Link key={to} to={to} className="tab">
              <Icon size={22} aria-hidden />
              {t(`${word}_short`, { defaultValue: t(word) })}
            </Link>
          ))}
        <button type="button" className="tab" onClick={() => setOpen(true)} aria-haspopup="dialog">
          <Menu size={22} aria-hidden />
          {t('nav.more')}
        </button>
      </nav>
      <Drawer
        opened={open}
        onClose={close}
        position="bottom"
        title={t('nav.more')}
        size="auto"
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Stack gap={4}>
          {rest.map(({ to, word, icon: Icon }) => (
            <Link key={to} to={to} className="navlink" onClick={close}>
              <Icon size={20} aria-hidden />
              {t(word)}
            </Link>
          ))}
          <PersonMenu me={me} />
        </Stack>
      </Drawer>
    </>
  );
}
