import { Button, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PreferencesOut } from '@/api';

/** A copy, or the end of everything: asked for from WhatsApp itself, which knows who asks. */
export function Rights({ of }: { of: PreferencesOut }) {
  const { t } = useTranslation();
  return (
    <section className="surface panel" aria-labelledby="rights" style={{ marginTop: 24 }}>
      <Title order={2} id="rights" mb="xs">
        {t('preferences.rights')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t('preferences.rights_why')}
      </Text>
      <Group>
        <Button component="a" href={of.my_data} rel="noreferrer" variant="default">
          {t('preferences.my_data')}
        </Button>
        <Button component="a" href={of.delete_me} rel="noreferrer" variant="default">
          {t('preferences.delete_me')}
        </Button>
      </Group>
    </section>
  );
}
