import { Button, Modal, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useSuspenseQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { showMeOptions } from '@/api/@tanstack/react-query.gen';
import { seen } from '@/lib/bidi';
import { ChangeAddress } from './ChangeAddress';
import { ChangeName } from './ChangeName';

/** What we know of the person who is signed in, each with a way to correct it. */
export function You() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(showMeOptions());
  return (
    <section className="surface" aria-labelledby="you">
      <Title order={2} id="you" className="panel" pb={4}>
        {t('you.title')}
      </Title>
      <Text c="dimmed" px={20} pb={12}>
        {t('you.why')}
      </Text>
      <Fact name={t('field.name')} value={me.name}>
        {(close) => <ChangeName name={me.name} close={close} />}
      </Fact>
      <Fact name={t('field.email')} value={me.email}>
        {(close) => <ChangeAddress what="email" close={close} />}
      </Fact>
      <Fact name={t('field.phone')} value={me.phone}>
        {(close) => <ChangeAddress what="phone" close={close} />}
      </Fact>
    </section>
  );
}

type Props = { name: string; value: string; children: (close: () => void) => ReactNode };

function Fact({ name, value, children }: Props) {
  const { t } = useTranslation();
  const [open, { open: ask, close }] = useDisclosure();
  return (
    <div className="row">
      <div className="grow">
        <Text size="sm" c="dimmed">
          {name}
        </Text>
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          <bdi>{seen(value)}</bdi>
        </Text>
      </div>
      <Button
        variant="default"
        size="compact-sm"
        onClick={ask}
        aria-label={`${t('you.change')}: ${name}`}
      >
        {t('you.change')}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        title={name}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {children(close)}
      </Modal>
    </div>
  );
}
