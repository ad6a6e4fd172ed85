/**
 * The words of sign-in pages, in the languages of help desks. They are the last resort, because types, `autocomplete`, names,
 * and URLs mean the same in every language. Each list is about one thing. Its words are matched as whole words, in any case.
 */

/** Scripts that are written without spaces. A word in such a script is found anywhere. */
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Matches text with one of these words. They are whole words, except for those that end in `*`, which are stems. */
function anyOf(...lists: string[]): RegExp {
  const words = lists
    .flatMap((list) => list.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const inOneScript = words.filter((word) => WITHOUT_SPACES.test(word));
  const others = words.filter((word) => !WITHOUT_SPACES.test(word));
  const stems = others.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1));
  const whole = others.filter((word) => !word.endsWith('*'));
  const kinds = [
    inOneScript.map(literally).join('|'),
    `(?<![\\p{L}\\d])(?:(?:${whole.map(literally).join('|')})(?![\\p{L}\\d])${stems.map((stem) => `|${literally(stem)}`).join('')})`,
  ];
  return new RegExp(kinds.filter((kind) => kind !== '').join('|'), 'iu');
}

/** Escapes a word. A space also matches hyphens and any kind of space. */
function literally(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '[\\s\u00a0-]+');
}

/** Splits a name from code into words: `user[mfaCode]` becomes `user mfa code`. */
export function asWords(naming: string): string {
  return naming
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim()
    .toLowerCase();
}

export const SIGN_IN = anyOf(
  'sign in, signin, log in, login, log on, logon, sign on, signon, authenticate',
  "anmelden, einloggen, anmeldung, se connecter, connexion, connectez-vous, s’identifier, s'identifier, me connecter",
  'iniciar sesión, iniciar sesion, inicia sesión, inicio de sesión, acceder, ingresar, entrar, fazer login, iniciar sessão',
  'accedi, accesso, entra, inloggen, aanmelden, logga in, inloggning, log ind, logg inn, logg på, kirjaudu*, logi sisse',
  'zaloguj*, logowanie, přihlásit*, přihlášení, prihlásiť*, prihlásenie, bejelentkezés, belépés, autentificare, conectare, intră în cont',
  'prijava, prijavi se, prijavite se, prisijungti, pieteikties, вход, войти, вхід, увійти, влизане, σύνδεση, είσοδος',
  'giriş, giriş yap, oturum aç, تسجيل الدخول, دخول, ورود, כניסה, התחברות, đăng nhập, masuk',
  'ログイン, サインイン, 登录, 登錄, 登入, 로그인, เข้าสู่ระบบ',
);

/** Creating an account. */
export const SIGN_UP = anyOf(
  'sign up, signup, sign me up, register, registration, registrations, create account, create an account, create my account',
  'create your account, create a free account, new account, new customer, open an account, join, join now, join us, join free',
  'get started, start free, start now, start trial, free trial, start your trial, try free, try it free, try for free, enrol, enroll',
  'become a member, new here, account creation, create profile, create user, add user, invite*, onboard*',
  'registrieren, registrierung, konto anlegen, konto erstellen, konto eröffnen, neues konto, account anlegen, account erstellen',
  'benutzerkonto anlegen, jetzt starten, kostenlos testen, mitglied werden',
  "s’inscrire, s'inscrire, inscription, inscrivez-vous, créer un compte, créer mon compte, créer votre compte, nouveau compte, rejoindre",
  'registrarse, regístrate, registrate, registro, registrar, crear cuenta, crear una cuenta, crear mi cuenta, únete, empezar gratis',
  'cadastre-se, cadastrar*, cadastro, criar conta, criar uma conta, registar*, inscreva-se',
  'registrati, registrazione, crea account, crea un account, crea il tuo account, iscriviti, iscrizione',
  'registreren, registratie, account aanmaken, maak een account, word lid, registrera*, skapa konto, bli medlem',
  'opret konto, opret bruger, tilmeld*, opprett konto, registrer deg, rekisteröidy, luo tili, liity',
  'zarejestruj*, rejestracja, załóż konto, utwórz konto, dołącz, registrovat*, registrace, vytvořit účet, založit účet, vytvoriť účet',
  'regisztrá*, fiók létrehozása, înregistrare, creează cont, cont nou, registracija, registriraj*, kreiraj nalog',
  'регистрация, зарегистрироваться, создать аккаунт, создать учетную запись, створити обліковий запис, реєстрація, εγγραφή, δημιουργία λογαριασμού',
  'kayıt, kayıt ol, kaydol, hesap oluştur, üye ol, إنشاء حساب, حساب جديد, التسجيل, اشترك, ثبت نام, הרשמה, יצירת חשבון, đăng ký, tạo tài khoản, daftar, buat akun',
  '新規登録, 会員登録, アカウント作成, アカウントを作成, 登録する, 注册, 註冊, 创建账户, 建立帳戶, 회원가입, 가입하기, 계정 만들기, สมัครสมาชิก, สร้างบัญชี',
);

/** Showing and hiding the input. */
export const TOGGLE = anyOf(
  'show, hide, reveal, toggle, peek, anzeigen, einblenden, ausblenden, verbergen, afficher, masquer, mostrar, ocultar, exibir, esconder, mostra, nascondi, tonen, weergeven, visa, dölj, vis, skjul, näytä, piilota, pokaż, ukryj, zobrazit, skrýt, mutasd, arată, ascunde',
  'показать, скрыть, показати, приховати, εμφάνιση, απόκρυψη, göster, gizle, إظهار, إخفاء, הצג, הסתר, hiện, tampilkan, 表示, 隠す, 显示, 隐藏, 顯示, 隱藏, 보기, 표시, 숨기기',
);

/** Sending another email, trying again. */
export const RESEND = anyOf(
  "resend, send again, send it again, new code, another code, didn’t get, didn't get, not received, neuen code, neuer code, code erneut, erneut senden, nochmals senden, neu anfordern, renvoyer, nouveau code, reenviar, nuevo código, novo código, volver a enviar, enviar novamente, rinvia, invia di nuovo, nuovo codice",
  'nieuwe code, opnieuw verzenden, opnieuw sturen, skicka igen, ny kod, ny kode, send igen, send på nytt, lähetä uudelleen, wyślij ponownie, nowy kod, znovu, nový kód, újraküldés, új kód, retrimite, cod nou, отправить снова, отправить повторно, новый код, надіслати знову, νέος κωδικός, αποστολή ξανά, tekrar gönder, yeniden gönder, yeni kod, إعادة إرسال, رمز جديد, שלח שוב, gửi lại, kirim ulang',
  '再送, 再送信, 新しいコード, 重新发送, 重发, 新验证码, 重新傳送, 다시 보내기, 재전송, 새 코드, ส่งอีกครั้ง',
);

/** Ways to sign in without a password. */
export const OTHER_WAY = anyOf(
  "passkey, passkeys, security key, magic link, single sign-on, sso, without password, passwordless, qr, face id, touch id, fingerprint, windows hello, passschlüssel, clé d’accès, clé d'accès, llave de acceso, chave de acesso, toegangssleutel, ключ доступа, geçiş anahtarı, مفتاح المرور, パスキー, 通行密钥, 패스키",
  'with google, with microsoft, with apple, with facebook, with github, with saml, with linkedin, mit google, mit microsoft, mit apple, avec google, avec microsoft, avec apple, con google, con microsoft, con apple, com google, met google',
);

/** The password itself, by name. */
export const PASSWORD = anyOf(
  'password, passwords, passphrase, credentials, passwort*, kennwort*, zugangsdaten, anmeldedaten, mot de passe, identifiants, contraseña*, credenciales, clave, senha*, credenciais, credenziali, wachtwoord*, inloggegevens, lösenord*, adgangskode*, kodeord*, passord*, salasana*, hasło, hasła, dane logowania, heslo, hesla, jelszó, parola, parolă, lozinka, пароль, пароля, παρόλα, κωδικός πρόσβασης, κωδικό πρόσβασης, şifre*, parola*, كلمة المرور, كلمة السر, סיסמה, סיסמא, mật khẩu, kata sandi, 密码, 密碼, パスワード, 비밀번호, 암호, รหัสผ่าน',
);

/** Setting, changing and recovering a password. */
export const OTHER_PASSWORD = anyOf(
  'forgot, forgot password, forgotten, lost password, reset, reset password, password reset, recover, recovery, remind, reminder',
  'change password, change your password, password change, update password, update your password, new password, set password',
  'choose a password, choose a new password, create password, create a password, set a password, confirm password, repeat password',
  'passwort vergessen, kennwort vergessen, zurücksetzen, passwort ändern, kennwort ändern, neues passwort, neues kennwort, passwort festlegen',
  'mot de passe oublié, réinitialis*, changer le mot de passe, modifier le mot de passe, nouveau mot de passe',
  'restablecer*, recuperar, olvidó, olvidaste, cambiar contraseña, cambiar la contraseña, nueva contraseña, redefinir, alterar senha, nova senha',
  'reimposta*, password dimenticata, cambia password, nuova password, wachtwoord vergeten, wachtwoord wijzigen, nieuw wachtwoord',
  'zresetuj*, nowe hasło, zmień hasło, nytt lösenord, nyt kodeord, nytt passord, nové heslo, új jelszó, parolă nouă',
  'сбросить*, новый пароль, сменить пароль, новий пароль, yeni şifre, yeni parola, şifremi unuttum, كلمة مرور جديدة, نسيت',
  'パスワードを忘れ, 新しいパスワード, パスワードの変更, パスワードを変更, 再設定, 忘记密码, 忘記密碼, 新密码, 新密碼, 修改密码, 重置, 새 비밀번호, 비밀번호 변경, 비밀번호 찾기',
);

/** Forms that ask for an email address for another purpose. */
export const OTHER_PURPOSE = anyOf(
  'delete account, delete my account, close account, close my account, cancel account, remove account, change email, new email, update email, change address, konto löschen, supprimer le compte, supprimer mon compte, eliminar cuenta, excluir conta, elimina account',
  'newsletter, subscribe, subscription, subscriber, subscribers, mailing, waitlist, notify, updates, search, contact, message, feedback',
  'coupon, voucher, gift*, promo, checkout, order, guest, demo, quote, unsubscribe, donate, survey, share, refer, track',
  'suche, suchen, rabatt, gutschein, bestellung, kontakt, abonnieren, abonnez-vous, s’abonner, recherche, suscribir*, suscríbete, buscar, boletín',
  'inscreva*, assinar, iscriviti alla, cerca, nieuwsbrief, abonneren, zoeken, zapisz*, szukaj, подписаться, рассылк*, bülten, abone ol, ara',
  'メルマガ, 購読, 検索, お問い合わせ, 订阅, 訂閱, 搜索, 구독, 검색',
);

/** One-time passcodes. */
export const PASSCODE = anyOf(
  'code, codes, passcode, pass code, otp, totp, one-time, one time password, digit, digits, 6-digit, six-digit, verification number, pin, token',
  'verifizierungscode, bestätigungscode, sicherheitscode, einmalcode, zahlencode, ziffern, einmalkennwort, einmalpasswort, prüfcode',
  'chiffres, usage unique, código, codigo, dígitos, codice, cifre, kode, koden, kood, koodi, kod, kodu, kód, cijfers, siffror, cyfr, cyfry, kodas, kods',
  'код, кода, коду, цифр, цифры, κωδικός μίας χρήσης, κωδικός επαλήθευσης, κωδικό επαλήθευσης, doğrulama, رمز, الرمز, קוד, mã xác minh, mã xác nhận, mã otp',
  'コード, 確認番号, 認証番号, 桁の数字, 验证码, 驗證碼, 校验码, 动态码, 인증번호, 인증 코드, 코드, 보안 코드, รหัส otp, รหัสยืนยัน',
);

/** Codes that are not passcodes. */
export const OTHER_CODE = anyOf(
  'promo, promotion, coupon, discount, gift, voucher, postal, post, postcode, zip, country, area, dial, phone, invite, invitation, referral, product',
  'language, currency, sort, bank, tax, vat, error, source, qr, bar, color, company, organization, subdomain, rabatt*, gutschein*, plz, postleitzahl',
);

/** Skipping a question. */
export const SKIP = anyOf(
  'skip, skip for now, not now, no thanks, no thank you, maybe later, later, remind me later, do this later, ask me later, ask later, do it later, dismiss',
  "continue without, not interested, don’t ask again, don't ask again, no",
  'überspringen, später, jetzt nicht, nicht jetzt, nein danke, nein, vielleicht später, später erinnern, ohne fortfahren',
  'plus tard, pas maintenant, ignorer, passer, passer cette étape, non merci, non, ahora no, más tarde, mas tarde, omitir, saltar, no gracias, en otro momento',
  'agora não, mais tarde, pular, ignorar, não, não obrigado, non ora, più tardi, salta, no grazie, niet nu, later, overslaan, nee, nee bedankt',
  'inte nu, senare, hoppa över, nej tack, nej, ikke nu, senere, spring over, hopp over, nei takk, ei nyt, myöhemmin, ohita, nie teraz, później, pomiń, nie, nie dziękuję',
  'teď ne, později, přeskočit, teraz nie, neskôr, preskočiť, most nem, később, kihagyás, nu acum, mai târziu, omite',
  'не сейчас, позже, пропустить, нет, не зараз, пізніше, пропустити, όχι τώρα, αργότερα, παράλειψη, şimdi değil, daha sonra, atla, hayır, ليس الآن, لاحقًا, لاحقا, تخطي, לא עכשיו, דלג, để sau, bỏ qua, lewati, nanti',
  '今はしない, 後で, あとで, スキップ, いいえ, 暂不, 以后再说, 跳过, 稍后, 跳過, 稍後, 나중에, 건너뛰기, 아니요, ภายหลัง, ข้าม',
);

/** Closing a banner without agreeing. */
export const REJECT = anyOf(
  'reject, reject all, decline, decline all, deny, deny all, refuse, refuse all, disagree, only necessary, necessary only, only essential, essential only',
  'necessary cookies only, strictly necessary, required only, use necessary, continue without accepting, opt out',
  'ablehnen, alle ablehnen, nur notwendige, nur erforderliche, nur essenzielle, tout refuser, refuser, continuer sans accepter, rechazar, rechazar todo, rechazar todas, solo necesarias',
  'rejeitar, recusar, rejeitar tudo, rifiuta, rifiuta tutto, solo necessari, weigeren, alles weigeren, alleen noodzakelijke, afvis, avvisa, avvis, hylkää, odrzuć*, odmítnout, отклонить, отклонить все, reddet, tümünü reddet, رفض, דחה',
  '拒否, すべて拒否, 拒绝, 全部拒绝, 거부, 모두 거부',
);

/** Closing what covers the page. */
export const CLOSE = anyOf(
  'close, dismiss, hide, stay, stay here, stay on this site, keep, bleiben, rester, quedarse, blijven, schließen, schliessen, fermer, cerrar, fechar, chiudi, sluiten, stäng, luk, lukk, sulje, zamknij, zavřít, bezárás, închide, закрыть, закрити, κλείσιμο, kapat, إغلاق, סגור, đóng, tutup, 閉じる, 关闭, 關閉, 닫기, ปิด',
);

/** Agreeing, or confirming to have read something. */
export const ACCEPT = anyOf(
  'accept, accept all, accept cookies, allow all, allow all cookies, agree, i agree, ok, okay, got it, understood, continue, fine, yes, enable all',
  "akzeptieren, alle akzeptieren, zustimmen, einverstanden, verstanden, alles klar, accepter, tout accepter, j’accepte, j'accepte, d’accord, d'accord, compris, aceptar, aceptar todo, aceptar todas, entendido, de acuerdo",
  'aceitar, aceitar tudo, entendi, concordo, accetta, accetta tutto, ho capito, accepteren, alles accepteren, akkoord, begrepen, godkänn*, acceptera*, accepter alle, godta*, hyväksy*, akceptuj*, zgadzam się, rozumiem',
  'přijmout, souhlasím, elfogad*, acceptă, принять, принять все, согласен, понятно, прийняти, αποδοχή, kabul et, tümünü kabul et, tamam, anladım, قبول, موافق, אישור, đồng ý, terima',
  '同意, 同意する, 承諾, すべて許可, 接受, 全部接受, 知道了, 동의, 모두 동의, 확인, ยอมรับ',
);

/** Continuing, if there is nothing to decide. */
export const GO_ON = anyOf(
  'continue, next, proceed, ok, okay, got it, understood, close, done, finish, weiter, fortfahren, verstanden, fertig, schließen, continuer, suivant, compris, terminer',
  'continuar, siguiente, entendido, aceptar, seguinte, avançar, entendi, continua, avanti, ho capito, doorgaan, verder, volgende, begrepen, fortsätt, fortsæt, fortsett, jatka, kontynuuj, dalej, rozumiem, pokračovat, tovább, continuă',
  'продолжить, далее, понятно, продовжити, далі, συνέχεια, devam, devam et, tamam, متابعة, استمرار, המשך, tiếp tục, lanjutkan, 続ける, 続行, 次へ, 继续, 下一步, 繼續, 계속, 다음, 확인, ดำเนินการต่อ',
);

/** Allowing a client. */
export const ALLOW = anyOf(
  'allow, allow access, approve, authorize, authorise, grant, grant access, permit, accept, yes, confirm, agree',
  'zulassen, erlauben, autorisieren, gestatten, genehmigen, freigeben, autoriser, permettre, accorder, permitir, autorizar, conceder, consenti, consentire, autorizza, permetti',
  'toestaan, autoriseren, goedkeuren, tillåt, godkänn, tillad, godkend, tillat, godta, salli, hyväksy, zezwól, zezwalaj, autoryzuj, povolit, povoliť, engedélyez*, permite, autorizează, dopusti, dozvoli',
  'разрешить, предоставить, дозволити, разреши, επιτρέπεται, να επιτρέπεται, izin ver, onayla, السماح, سماح, موافقة, אפשר, אשר, cho phép, izinkan',
  '許可, 允许, 允許, 授权, 授權, 허용, 승인, อนุญาต',
);

/** Denying a client. */
export const DENY = anyOf(
  "deny, cancel, reject, decline, refuse, disallow, don’t allow, don't allow, do not allow, no, abort, not now, deny access",
  'ablehnen, verweigern, abbrechen, nicht zulassen, nein, refuser, annuler, non, denegar, rechazar, cancelar, negar, recusar, nega, rifiuta, annulla, weigeren, annuleren, neka, avvisa, avbryt, nægt, afvis, annuller, nekt, avslå, kiellä, hylkää, peruuta',
  'odmów, odrzuć, anuluj, zamítnout, odmietnuť, zrušit, elutasít*, mégse, refuză, anulează, odbij, запретить, отклонить, отказать, отмена, заборонити, скасувати, άρνηση, ακύρωση, reddet, iptal, vazgeç, رفض, إلغاء, דחה, בטל, từ chối, hủy, tolak, batal',
  '拒否, キャンセル, 拒绝, 拒絕, 取消, 거부, 취소, ปฏิเสธ, ยกเลิก',
);

/** Signing out, or using another account. */
export const LEAVE = anyOf(
  'log out, logout, log off, sign out, signout, switch, another, different, not you, not me, abmelden, anderes, wechseln, déconnexion, se déconnecter, changer, cerrar sesión, otra, sair, esci, altro, uitloggen, ander, wyloguj*, выйти, другой, çıkış, başka',
  'ログアウト, サインアウト, 別の, 退出, 切换, 로그아웃, 다른',
);

/** The input is wrong. */
export const WRONG = anyOf(
  "wrong, no such, incorrect, incorrectly, invalid, not valid, not right, not correct, mismatch, doesn’t match, doesn't match, does not match, didn’t match, didn't match, did not match, not match, don’t match, don't match, do not match, bad credentials, bad password, not recognised, not recognized, don’t recognise, don't recognise, don’t recognize, don't recognize, unrecognized",
  "couldn’t find, couldn't find, could not find, cannot find, not found, no account, no user, unknown, doesn’t exist, doesn't exist, does not exist, login failed, sign-in failed, log in failed, authentication failed, failed to sign in, failed to log in, access denied, not accepted, rejected, couldn’t sign, couldn't sign you in, unable to log in, unable to sign in, try another password, not authorized, disabled, suspended, deactivated",
  'kein konto, kein benutzer, keinen benutzer, existiert nicht, falsch*, ungültig*, stimmt nicht, stimmen nicht, nicht korrekt, inkorrekt, nicht gefunden, fehlgeschlagen, unbekannt, nicht überein, gesperrt',
  "aucun compte, no existe, ninguna cuenta, nenhuma conta, nessun account, geen account, nie istnieje, brak konta, inget konto, ingen konto, nem létezik, incorrect*, invalide*, erroné*, mauvais*, n’existe pas, n'existe pas, échec, inconnu*, ne correspond*, incorrecto*, incorrecta*, inválid*, incorret*, errad*, no válid*, no coincide*, não confere*, não encontrad*, no encontrad*, no existe, falhou, falló, errónea*, erróne*, não correspond*",
  'errat*, non valid*, non corrett*, non corrispond*, sbagliat*, non trovat*, onjuist*, ongeldig*, verkeerd*, klopt niet, komt niet overeen, niet gevonden, felaktig*, fel lösenord, fel användarnamn, fel, forkert*, ugyldig*, feil, väär*, virheelli*, nieprawidłow*, błędn*, niepoprawn*, nesprávn*, neplatn*, chybn*, hibás*, helytelen*, érvénytelen*, incorect*, greșit*, neispravn*, pogrešn*, netočn*',
  'неверн*, неправильн*, не найден*, не совпада*, ошибочн*, невірн*, не знайден*, λάθος, εσφαλμέν*, μη έγκυρ*, yanlış*, hatalı*, geçersiz*, eşleşmiyor, bulunamadı, غير صحيح*, غير صالح*, خاطئ*, خطأ, نادرست, اشتباه, שגוי*, שגויה, לא נכונ*, không đúng, không chính xác, không hợp lệ, salah, tidak valid',
  '正しくありません, 正しくない, 間違, 誤り, 誤って, 違います, 一致しません, 見つかりません, 無効, 不正确, 不正確, 错误, 錯誤, 有误, 无效, 無效, 不匹配, 不存在, 올바르지, 잘못, 일치하지, 맞지 않, 틀렸, 존재하지, ไม่ถูกต้อง, ผิด',
);

/** The subjects of a sign-in. A refusal must be about one of these. */
export const WHO = anyOf(
  'email, e-mail, mail, address, user, username, user name, name, account, accounts, combination, details, log-in, that, again',
  'adresse, e-mail-adresse, benutzer*, konto, nutzer*, angaben, eingaben, kombination, utilisateur, compte, usuario, cuenta, correo, datos, usuário, conta, dados, utente, indirizzo, dati, gebruiker*, gegevens, användar*, bruger*, bruker*, käyttäjä*, użytkownik*, adres, uživatel*, používateľ*, felhasználó*, utilizator, cont, korisni*, адрес*, пользовател*, логин, данные, користувач*, διεύθυνση, χρήστη*, kullanıcı, hesap, adresi, e-posta, البريد, المستخدم, الحساب, اسم, משתמש, כתובת, người dùng, tài khoản, pengguna, akun',
  'メール, アドレス, ユーザー, アカウント, ログイン, 邮箱, 邮件, 用户, 帐号, 账号, 账户, 帳號, 이메일, 아이디, 계정, 사용자, ผู้ใช้, อีเมล',
);

/** The state of an account, a device or a site, which is not about the input. */
export const CIRCUMSTANCE = anyOf(
  'locked, suspended, disabled, deactivated, blocked, banned, inactive, not active, not activated, verify your, confirm your, verification required, ip, ip address, network, region, data center, data centre, rules, policy, requirements, leak, leaked, breach, compromised, expired, expires, single sign-on, sso, turned off, switched off, not enabled, not allowed, not permitted, no access, not have access, device, browser, brand, workspace, help center, help centre, organization, organisation, trial, subscription, plan, licence, license, automated, mailed, emailed, sent, redirected, redirecting, one moment, just a moment, right now, clock, session, javascript, two-factor, maintenance',
  'gesperrt, abgelaufen, deaktiviert, richtlinie*, gerät, ip-adresse, gesendet, weitergeleitet, einen moment, suspendu*, bloqué*, verrouillé*, expiré*, désactivé*, appareil, envoyé*, bloquead*, suspendid*, expirad*, caducad*, desactivad*, desativad*, dispositivo, enviad*, bloccat*, sospes*, scadut*, disattivat*, inviat*, geblokkeerd, verlopen, uitgeschakeld, verzonden, apparaat, låst, spärrat, utgått, zablokowan*, wygas*, wysłan*, zablokován*, vypršel*, letiltva, zárolva, lejárt, blocat*, expirat*, заблокирован*, истек*, отправлен*, устройств*, заблокован*, κλειδωμέν*, engellendi, kilitlendi, askıya, süresi doldu, gönderildi, مقفل, محظور, منتهي, נעול, חסום, đã bị khóa, hết hạn, diblokir, dikunci',
  'ロックされ, 停止, 凍結, 有効期限, 送信しました, 端末, 锁定, 停用, 过期, 已发送, 鎖定, 잠겼, 잠금, 정지, 만료, 전송',
);

/** The page, not the password, has expired. */
export const EXPIRED = anyOf(
  'session expired, session has expired, session timed out, session has timed out, expired session, page expired, page has expired, form expired, form has expired, csrf, xsrf, authenticity token, security token, request expired, signed out due to inactivity, logged out due to inactivity, timed out, enable cookies, cookies are required, sign in again to continue, log in again to continue, took too long',
  'sitzung ist abgelaufen, sitzung abgelaufen, session abgelaufen, seite ist abgelaufen, session a expiré, session expirée, sesión ha caducado, sesión ha expirado, sesión caducada, sesión expirada, sessão expirou, sessão expirada, sessione è scaduta, sessione scaduta, sessie is verlopen, sessie verlopen, sessionen har löpt ut, sessionen er udløbet, sesja wygasła, relace vypršela',
  'сеанс истек, сессия истекла, время сеанса, сесія закінчилася, oturum süresi, oturumunuzun süresi, انتهت الجلسة, انتهت صلاحية الجلسة, セッションの有効期限, セッションが切れ, 会话已过期, 会话过期, 세션이 만료',
);

/** Try again later. */
export const PATIENCE = anyOf(
  'too many, too often, try again later, try later, wait, rate limit, rate limited, temporarily locked, temporarily blocked, temporarily unavailable, currently unavailable, slow down, throttled, maintenance, something went wrong, unexpected error, internal error, server error, service unavailable, technical problem, technical error, technical difficulties',
  'zu viele, zu oft, später erneut, warten, wartung, vorübergehend, trop de, patienter, plus tard, demasiados, espere, más tarde, muitas tentativas, aguarde, mais tarde, troppi, attendi, più tardi, te veel, wacht, later opnieuw, för många, for mange, liian monta, zbyt wiele, poczekaj, później, příliš mnoho, túl sok, prea multe',
  'слишком много, подождите, позже, забагато, зачекайте, πάρα πολλές, çok fazla, bekleyin, daha sonra, محاولات كثيرة, لاحقا, 多すぎ, しばらく, 後でもう一度, 太多, 过多, 稍后, 請稍後, 너무 많, 잠시 후, 나중에 다시',
);

/** Something that only a person can do. */
export const NEEDS_PERSON = anyOf(
  "captcha, recaptcha, hcaptcha, robot, not a robot, are human, you’re human, you're human, bot check, security check, puzzle, characters in the image, checking your browser, roboter, mensch sind, no soy un robot, êtes humain, être humain, ロボット, 机器人, 로봇, робот",
);

/** Good news. */
export const GOOD = anyOf(
  "success, successfully, signed out, logged out, was changed, has been changed, been updated, was updated, been reset, was reset, been sent, we sent, we’ve sent, we've sent, welcome, thank you, thanks, saved, confirmed, verified, activated, signed in as",
  'erfolgreich, abgemeldet, wurde geändert, wurde gesendet, gesendet, willkommen, succès, déconnecté*, a été modifié, envoyé*, bienvenue, éxito, correctamente, ha cerrado, enviado*, bienvenid*, sucesso, saiu, bem-vindo, successo, disconnesso, inviat*, benvenut*, uitgelogd, gewijzigd, verzonden, welkom, pomyślnie, wylogowano, успешно, вышли, başarıyla, çıkış yapıldı, تم بنجاح, تم تسجيل الخروج',
  'ログアウトしました, 完了しました, 変更しました, 送信しました, 成功, 已退出, 로그아웃되었습니다, 성공',
);

/** Terms and agreements. */
export const TERMS = anyOf(
  "terms, terms of service, terms of use, terms and conditions, conditions, agreement, privacy policy, acceptable use, eula, nda, nutzungsbedingungen, agb, datenschutzerklärung, geschäftsbedingungen, conditions générales, conditions d’utilisation, conditions d'utilisation, términos, condiciones, termos, condições, termini, condizioni, voorwaarden, villkor, vilkår, ehdot, regulamin*, podmínky, feltételek, termenii, условия, соглашение, умови, όρους, όροι, şartlar*, sözleşme*, الشروط, תנאי",
  '利用規約, 规约, 条款, 條款, 协议, 약관',
);

/** Cookies and privacy, as in banners. */
export const COOKIES = anyOf(
  'cookie, cookies, gdpr, privacy, consent, tracking, cmp, datenschutz, confidentialité, privacidad, privacidade, クッキー, 隐私, 쿠키, gizlilik, çerez*, plików cookie, файлы cookie',
);

/** Something must be set up now, with a QR code or a key. */
export const SET_UP = anyOf(
  'set up, setup, enrol, enroll, enrolment, enrollment, scan, qr, qr code, secret key, setup key, einrichten, scannen, scannen sie, geheimer schlüssel, configurer, scannez, scanner, configurar, escanee, escanea, escaneie, configura, scansiona, instellen, ställ in, skanna, opsæt, skonfiguruj, zeskanuj, nastavit, naskenujte, настройте, отсканируйте, налаштуйте, ayarla, tarayın, إعداد, امسح, הגדר, סרוק',
  'スキャン, 設定する, 扫描, 設置, 스캔',
);

/** The button that sets it up. */
export const TURN_ON = anyOf(
  'turn on, enable, activate, aktivieren, einschalten, activer, activar, ativar, attiva, inschakelen, activeren, aktivera, aktiver, ota käyttöön, włącz, aktywuj, zapnout, aktivovat, включить, активировать, увімкнути, etkinleştir, تفعيل, הפעל, bật, aktifkan, 有効にする, 启用, 啟用, 활성화',
);

/** A second factor must be set up, which would change the account. */
export const ENROLLMENT = anyOf(
  'set up, setup, enrol, enroll, enrolment, enrollment, scan, qr, qr code, secret key, passkey, passkeys, security key, fingerprint, face id, biometric, windows hello, authenticator app, add a phone, phone number, mobile number, recovery email, backup email, einrichten, scannen, telefonnummer, handynummer, passschlüssel, configurer, scannez, numéro de téléphone, configurar, escanee, escanea, teléfono, telefone, celular, configura, scansiona, instellen, telefoonnummer, ställ in, skonfiguruj, zeskanuj, numer telefonu, настро*, отсканируйте, номер телефона, ayarla, tara, telefon, إعداد, رقم الهاتف',
  'パスキー, 設定, スキャン, 電話番号, 设置, 扫描, 手机号, 통행키, 패스키, 설정, 스캔, 휴대폰',
);

/** An email to the address. */
export const BY_EMAIL = anyOf(
  'email*, e-mail*, mail, mailed, mailbox, inbox, courriel, courrier électronique, correo, posta, e-posta, e-post, sähköposti*, почт*, почта, пошт*, البريد, דוא״ל, メール, 邮件, 郵件, 电子邮件, 이메일',
);

/** An authenticator app, which shows codes that no email contains. */
export const BY_APP = anyOf(
  "authenticator, authenticator app, authenticator application, authentication app, authentication application, google authenticator, totp, authentifizierungs app, authentifizierungsapp, application d’authentification, application d'authentification, appli d’authentification, app de autenticación, aplicación de autenticación, autenticador, app di autenticazione, aplicativo autenticador, aplicativo de autenticação, app de autenticação, authenticatie app, authenticatieapp, autentiseringsapp, godkendelsesapp, todennussovellus, aplikacji uwierzytelniając*, aplikacji autoryzacyjn*, autentizační aplikace, приложени* для аутентификации, аутентификатор*, kimlik doğrulama uygulama*, doğrulama uygulama*",
  '認証アプリ, 认证应用, 身份验证器, 验证器, 驗證器, 인증 앱, 인증기',
);

/** A message to a phone. */
export const BY_SMS = anyOf(
  'sms, text message, text messages, texted, by text, textnachricht, mensaje de texto, mensagem de texto, message texte, messaggio di testo, tekstbericht, wiadomość sms, смс',
  'ショートメッセージ, 短信, 簡訊, 문자 메시지',
);
