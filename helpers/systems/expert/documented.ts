/** The sources of the statements that contract checks verify. */

const API = 'https://expert-help.nice.com/Integrations_and_Extending_Content/API/API_Calls/users/';

export const PASSWORD_PAGE = `${API}users%2F%2F%7Buserid%7D%2F%2Fpassword_(PUT)`;
export const USER_PAGE = `${API}users%2F%2F%7Buserid%7D_(GET)`;
export const USER_PUT_PAGE = `${API}users%2F%2F%7Buserid%7D_(PUT)`;
export const USERS_POST_PAGE = `${API}users_(POST)`;
export const USERS_PAGE = `${API}users_(GET)`;
export const AUTHENTICATE_PAGE =
  'developer.mindtouch.com/en/ref/MindTouch_API/POST:users//authenticate, as of 2011';
export const GETTING_STARTED =
  'https://expert-help.nice.com/Integrations_and_Extending_Content/API/000_Getting_Started_With_the_API';
export const SET_OR_RESET =
  'https://expert-help.nice.com/Admin/Authentication/Built-in_Authentication/Set_or_Reset_a_Password';
export const ACTIVATE_PAGE =
  'https://expert-help.nice.com/Admin/User_Management/Activate_and_deactivate_users';
export const TOKENS_PAGE =
  'https://expert-help.nice.com/Integrations_and_Extending_Content/API/Authorization_Tokens';
export const SERVER_TOKEN_PAGE = `${TOKENS_PAGE}/Use_a_Server_API_Token_With_an_Integration`;
export const LOCK_OUT_PAGE =
  'https://expert-help.nice.com/Admin/Authentication/Built-in_Authentication/Reactivate_a_Locked_Out_User';

/** The last open-source version of the server, and its framework. */
export const SERVER = 'MindTouch Core 10.1.4, src/services/Deki/DekiWiki-Users.cs';
export const SERVER_SIGN_IN = 'MindTouch Core 10.1.4, src/services/Deki/Logic/AuthBL.cs';
export const SERVER_USERS = 'MindTouch Core 10.1.4, src/services/Deki/Logic/UserBL.cs';
export const FRAMEWORK = 'https://github.com/MindTouch/DReAM';

/** The service's own client. Its tests contain a user document from a site in 2017. */
export const CLIENT = 'https://github.com/MindTouch/martian, models/__mocks__/user/simple.mock.json';
