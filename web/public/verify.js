// Verifies receipts in the browser alone (WebCrypto, Ed25519). Two files, verify.html and this one,
// work from any file server; nothing is asked of anybody but, on the installation itself, its own
// key and the receipt of the link.
(() => {
  const WORDS = {
    en: {
      title: 'Verify a receipt',
      lead: 'A receipt tells what you agreed to, or what was erased. This page checks in your browser alone that nobody changed it.',
      receipt: 'The receipt',
      key: 'The key of the installation',
      key_why: '64 letters and digits. It stands at /rights/key of the installation that signed.',
      older: 'Older keys, if it had some (with spaces between)',
      verify: 'Verify',
      choose: 'Take a file',
      save: 'Save the receipt',
      whole: 'Every word of it',
      offline: 'Without us',
      offline_why:
        'Save the receipt, the key and this page (verify.html and verify.js): together they verify on any computer, also when this server is gone.',
      holds: 'The receipt holds.',
      holds_why: 'Every character is as it was signed.',
      'holds-old': 'The receipt holds, by an older key.',
      'holds-old_why': 'The installation signs with another key now; this one was its own before.',
      forged: 'The receipt does NOT hold.',
      forged_why: 'It was changed after it was signed, or this key never signed it.',
      'other-key': 'Another key is needed.',
      'other-key_why':
        'The receipt names a key that is not here. Ask the installation that signed for it.',
      unreadable: 'This is no whole receipt.',
      unreadable_why:
        'It is cut off, or something else. Take all of it, from the first bracket to the last.',
      cannot: 'This browser cannot verify here.',
      cannot_why:
        'It lacks Ed25519, or the page was opened without https. Take a newer browser, or verify_receipt.py.',
      gone: 'There is no receipt behind this link.',
      gone_why:
        'The link is not whole, or all about the person was erased. A saved receipt can still be verified below.',
      agreed: 'Agreed to',
      with: 'With',
      when: 'When',
      until: 'Until',
      how: 'How',
      stop: 'To end it',
      purpose: {
        marketing: 'Offers and news',
        utility: 'Orders and service',
        authentication: 'Login codes',
      },
      method: {
        'join page': 'on a page, confirmed from WhatsApp',
        keyword: 'by a keyword in the chat',
        'preference page': 'on one’s own page of choices',
        chat: 'in the chat',
        import: 'as the business wrote down',
        member: 'as the business wrote down',
      },
      stop_how: 'Write STOP in the chat.',
    },
    hi: {
      title: 'रसीद जाँचें',
      lead: 'रसीद बताती है कि आपने किस बात की सहमति दी, या क्या मिटाया गया। यह पेज केवल आपके ब्राउज़र में जाँचता है कि किसी ने उसे बदला नहीं।',
      receipt: 'रसीद',
      key: 'इंस्टॉलेशन की कुंजी',
      key_why: '64 अक्षर और अंक। यह हस्ताक्षर करने वाले इंस्टॉलेशन के /rights/key पर है।',
      older: 'पुरानी कुंजियाँ, अगर थीं (बीच में खाली जगह)',
      verify: 'जाँचें',
      choose: 'फ़ाइल लें',
      save: 'रसीद सहेजें',
      whole: 'इसका हर शब्द',
      offline: 'हमारे बिना',
      offline_why:
        'रसीद, कुंजी और यह पेज (verify.html और verify.js) सहेजें: ये मिलकर किसी भी कंप्यूटर पर जाँचते हैं, चाहे यह सर्वर न रहे।',
      holds: 'रसीद सही है।',
      holds_why: 'हर अक्षर वैसा ही है जैसा हस्ताक्षर के समय था।',
      'holds-old': 'रसीद पुरानी कुंजी से सही है।',
      'holds-old_why': 'इंस्टॉलेशन अब दूसरी कुंजी से हस्ताक्षर करता है; यह पहले उसकी अपनी थी।',
      forged: 'रसीद सही नहीं है।',
      forged_why: 'हस्ताक्षर के बाद इसे बदला गया, या इस कुंजी ने कभी हस्ताक्षर नहीं किया।',
      'other-key': 'दूसरी कुंजी चाहिए।',
      'other-key_why': 'रसीद जिस कुंजी का नाम लेती है, वह यहाँ नहीं है। हस्ताक्षर करने वाले इंस्टॉलेशन से माँगें।',
      unreadable: 'यह पूरी रसीद नहीं है।',
      unreadable_why: 'यह कटी हुई है, या कुछ और है। पहले कोष्ठक से आख़िरी तक पूरा लें।',
      cannot: 'यह ब्राउज़र यहाँ जाँच नहीं सकता।',
      cannot_why: 'इसमें Ed25519 नहीं है, या पेज https के बिना खुला। नया ब्राउज़र लें, या verify_receipt.py।',
      gone: 'इस लिंक के पीछे कोई रसीद नहीं है।',
      gone_why:
        'लिंक पूरा नहीं है, या व्यक्ति का सब कुछ मिटाया गया। सहेजी हुई रसीद नीचे अब भी जाँची जा सकती है।',
      agreed: 'सहमति',
      with: 'किसके साथ',
      when: 'कब',
      until: 'कब तक',
      how: 'कैसे',
      stop: 'बंद करने के लिए',
      purpose: { marketing: 'ऑफ़र और समाचार', utility: 'ऑर्डर और सेवा', authentication: 'लॉगिन कोड' },
      method: {
        'join page': 'पेज पर, WhatsApp से पुष्टि के साथ',
        keyword: 'चैट में कीवर्ड से',
        'preference page': 'अपनी पसंद के पेज पर',
        chat: 'चैट में',
        import: 'जैसा व्यवसाय ने दर्ज किया',
        member: 'जैसा व्यवसाय ने दर्ज किया',
      },
      stop_how: 'चैट में STOP लिखें।',
    },
  };
  const at = (id) => document.getElementById(id);
  const kept = (() => {
    try {
      return localStorage.getItem('language');
    } catch {
      return null;
    }
  })();
  let language = (kept ?? navigator.language).startsWith('hi') ? 'hi' : 'en';
  let shown = null;

  function speak() {
    const words = WORDS[language];
    document.documentElement.lang = language;
    document.title = words.title;
    for (const one of document.querySelectorAll('[data-say]'))
      one.textContent = words[one.dataset.say];
    const other = language === 'en' ? 'hi' : 'en';
    at('language').textContent = other === 'hi' ? 'हिन्दी' : 'English';
    at('language').lang = other;
    if (shown) show(...shown);
  }

  const bytes = (hex) =>
    /^([0-9a-f]{2})+$/i.test(hex)
      ? Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16))
      : new Uint8Array();

  async function keyId(hex) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes(hex)));
    return [...digest.slice(0, 8)].map((one) => one.toString(16).padStart(2, '0')).join('');
  }

  function opened(text) {
    try {
      const { body, signature, key } = JSON.parse(text);
      const whole = typeof body === 'string' && bytes(signature).length === 64;
      return whole ? { body, signature, key, says: JSON.parse(body) } : null;
    } catch {
      return null;
    }
  }

  async function signed(receipt, hex) {
    const key = await crypto.subtle.importKey('raw', bytes(hex), 'Ed25519', false, ['verify']);
    const text = new TextEncoder().encode(receipt.body);
    return crypto.subtle.verify('Ed25519', key, bytes(receipt.signature), text);
  }

  async function judge(text, keys) {
    const receipt = opened(text);
    if (!receipt) return ['unreadable', null];
    if (!crypto.subtle) return ['cannot', null];
    const wanted = [];
    for (const hex of keys)
      if (!receipt.key || receipt.key === (await keyId(hex))) wanted.push(hex);
    if (!wanted.length) return ['other-key', null];
    for (const hex of wanted) {
      try {
        if (await signed(receipt, hex))
          return [hex === keys[0] ? 'holds' : 'holds-old', receipt.says];
      } catch (error) {
        if (error.name === 'NotSupportedError') return ['cannot', null];
      }
    }
    return ['forged', null];
  }

  function facts(says) {
    const words = WORDS[language];
    const time = (iso) =>
      new Intl.DateTimeFormat(language === 'hi' ? 'hi-IN' : 'en-IN', {
        dateStyle: 'medium',
        timeStyle: 'short',
      }).format(new Date(iso));
    const found = [];
    for (const one of says.purposes ?? []) {
      const name = words.purpose[one.purpose] ?? one.purpose;
      found.push([words.agreed, one.words ? `${name}: “${one.words}”` : name]);
      found.push([words.when, time(one.event.event_time)]);
      if (one.event.validity_end) found.push([words.until, time(one.event.validity_end)]);
      found.push([words.how, words.method[one.collection_method] ?? one.collection_method]);
    }
    const party = (says.party_identification ?? [])[0];
    if (party) found.push([words.with, party.party_name]);
    if (says.withdrawal_method) found.push([words.stop, words.stop_how]);
    return found;
  }

  function show(verdict, says, text) {
    shown = [verdict, says, text];
    const words = WORDS[language];
    at('verdict').hidden = false;
    at('verdict').dataset.verdict = verdict;
    at('said').textContent = words[verdict];
    at('why').textContent = words[`${verdict}_why`];
    at('facts').replaceChildren(
      ...(says ? facts(says) : []).flatMap(([name, value]) => {
        const dt = document.createElement('dt');
        const dd = document.createElement('dd');
        dt.textContent = name;
        dd.textContent = value;
        return [dt, dd];
      }),
    );
    at('whole').hidden = !says;
    at('body').textContent = says ? JSON.stringify(says, null, 2) : '';
    at('save').hidden = !says;
    if (says) at('save').href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  }

  async function verify() {
    const text = at('receipt').value.trim();
    const keys = `${at('key').value} ${at('older').value}`
      .toLowerCase()
      .split(/\s+/)
      .filter(Boolean);
    show(...(await judge(text, keys)), text);
  }

  async function asked(path) {
    try {
      const answer = await fetch(path);
      return answer.ok ? answer : null;
    } catch {
      return null; // from a file server there is nobody to ask
    }
  }

  async function begin() {
    speak();
    const token = location.hash.slice(1);
    const isServed = location.protocol.startsWith('http');
    const key = isServed && (await asked('/rights/key'));
    if (key && !at('key').value)
      at('key').value = await key
        .json()
        .then((told) => told.public_key)
        .catch(() => '');
    if (!isServed || !/^[\w-]{20,}$/.test(token)) return;
    const receipt = await asked(`/rights/receipts/${token}`);
    if (!receipt) return show('gone', null, '');
    at('receipt').value = await receipt.text();
    await verify();
  }

  at('form').addEventListener('submit', (event) => {
    event.preventDefault();
    void verify();
  });
  at('choose').addEventListener('click', () => at('file').click());
  at('file').addEventListener('change', async () => {
    const file = at('file').files[0];
    if (!file) return;
    at('receipt').value = await file.text();
    await verify();
  });
  at('language').addEventListener('click', () => {
    language = language === 'en' ? 'hi' : 'en';
    speak();
  });
  addEventListener('hashchange', () => void begin());
  void begin();
})();
