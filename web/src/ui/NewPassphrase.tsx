import { Alert, Anchor, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyText } from './CopyText';

type Props = {
  passphrase: string;
  /** What the field of a form wants, for whoever chooses their own. */
  field: object;
  clear: () => void;
};

/** The passphrase of a package: one that was made here, or one's own; it is shown nowhere else. */
export function NewPassphrase({ passphrase, field, clear }: Props) {
  const { t } = useTranslation();
  const [isOwn, setOwn] = useState(false);
  const own = () => {
    clear();
    setOwn(true);
  };
  return (
    <>
      {isOwn ? (
        <TextInput
          label={t('my_data.passphrase')}
          description={t('my_data.own_how')}
          minLength={12}
          maxLength={200}
          required
          autoComplete="off"
          {...field}
        />
      ) : (
        <div>
          <Text fw={500} mb={4}>
            {t('my_data.passphrase')}
          </Text>
          <CopyText text={passphrase} label={t('my_data.passphrase')} />
          <Anchor component="button" type="button" size="sm" mt="xs" onClick={own}>
            {t('my_data.own')}
          </Anchor>
        </div>
      )}
      <Alert color="yellow">{t('my_data.keep')}</Alert>
    </>
  );
}
