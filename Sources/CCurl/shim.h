#include <curl/curl.h>

// Swift cannot call functions with variable arguments.

static inline CURLcode ncf_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ncf_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
  return curl_easy_setopt(handle, option, value);
}

typedef size_t (*ncf_curl_receiver)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode ncf_curl_set_receiver(CURL *handle, CURLoption option, ncf_curl_receiver receiver) {
  return curl_easy_setopt(handle, option, receiver);
}

static inline long ncf_curl_status(CURL *handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}
