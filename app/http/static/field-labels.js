/** Labels of the shipped tasks' fields: name | Korean | English. A path names a field where its name alone would not do. */

export default `
  intent | 글의 종류 | Kind of post
  listings | 매물 | Listing
  deals | 거래 | Deal
  deals.type | 거래 유형 | Deal type
  deposit | 보증금·전세금 | Deposit
  rent | 월세 | Rent
  rent_period | 임대료 주기 | Rent period
  rent_includes_maintenance | 관리비 포함 월세 | Rent incl. fee
  deals.price | 매매가 | Sale price
  negotiable | 조정·협의 | Negotiable
  advertiser | 광고 주체 | Advertiser
  property_type | 매물 종류 | Property type
  layout | 구조 | Layout
  rooms | 방 | Rooms
  bathrooms | 욕실 | Bathrooms
  living_rooms | 거실 | Living rooms
  maintenance | 관리비 | Maintenance fee
  maintenance.status | 부과 방식 | How it is charged
  maintenance.amount | 월 관리비 | Monthly fee
  included | 포함 항목 | Included
  excluded | 별도 항목 | Not included
  area | 면적 | Area
  exclusive_m2 | 전용면적 | Exclusive
  supply_m2 | 공급면적 | Supply
  contract_m2 | 계약면적 | Contract
  land_m2 | 대지면적 | Land
  total_floor_m2 | 연면적 | Total floor
  actual_m2 | 실사용면적 | In actual use
  floor | 층 | Floor
  floor.number | 해당 층 | Floor
  floor.total | 전체 층 | Floors in all
  floor.kind | 층 구분 | Kind of floor
  elevator | 엘리베이터 | Elevator
  direction | 방향 | Faces
  direction_basis | 방향 기준 | Seen from
  move_in | 입주일 | Move-in
  move_in.kind | 입주 방식 | Move-in
  earliest | 입주 가능일 | From
  latest | 늦어도 | Until
  move_in.negotiable | 입주 협의 | Negotiable
  approval_date | 사용승인일 | Approved for use
  parking | 주차 | Parking
  available | 주차 | Parking
  spots | 주차 대수 | Spots per unit
  parking.fee | 주차비 | Parking fee
  heating | 난방 | Heating
  options | 옵션 | Options
  full_option | 풀옵션 | Fully furnished
  security | 보안 | Security
  pets | 반려동물 | Pets
  jeonse_loan | 전세대출 | Jeonse loan
  lh | LH·SH·GH | LH, SH, GH
  guarantee_insurance | 보증보험 | Deposit insurance
  move_in_registration | 전입신고 | Registration
  mortgage | 융자 | Mortgage
  violating_building | 위반건축물 | Illegal extension
  address | 소재지 | Address
  address.text | 주소(글 그대로) | Address as written
  sido | 시·도 | Province
  sigungu | 시·군·구 | City, district
  dong | 읍·면·동 | Neighbourhood
  jibun | 지번 | Lot number
  road | 도로명 | Road
  building_name | 건물명 | Building
  stations | 역 | Station
  stations.name | 역 이름 | Station
  line | 호선 | Line
  walk_minutes | 도보(분) | Walk (min)
  tenant_conditions | 임차인 조건 | Tenant conditions
  lease | 계약 기간 | Lease
  min_months | 최소 계약(개월) | Shortest (months)
  max_months | 최대 계약(개월) | Longest (months)
  premium | 권리금 | Key money
  premium.status | 권리금 | Key money
  premium.amount | 권리금 금액 | Key money amount
  listings.status | 거래 상태 | Status
  private | 비공개 정보 | Private
  phones | 전화번호 | Phones
  names | 이름 | Names
  messengers | 메신저 | Messengers
  unit | 동·호수 | Unit
  door_code | 출입 비밀번호 | Door code
  accounts | 계좌 | Accounts
  missing_required | 빠진 필수 항목 | Missing
  status | 판매 상태 | Status
  items | 상품 | Item
  brand | 브랜드 | Brand
  product_type | 상품 종류 | Product type
  model | 모델 | Model
  condition | 상태 | Condition
  price | 가격 | Price
  original_price | 정가·구매가 | Original price
  quantity | 수량 | Quantity
  keywords | 검색어 | Keywords
  specs | 사양 | Specs
  specs.name | 항목 | Name
  specs.value | 값 | Value
  accessories | 구성품 | Accessories
  defects | 하자 | Defects
  purchase_date | 구매 시기 | Bought
  bundle_price | 일괄 가격 | Bundle price
  trade_methods | 거래 방법 | Trade methods
  shipping | 배송비 | Shipping
  shipping_fee | 배송비 금액 | Shipping fee
  meet_places | 만날 곳 | Meeting places
  flags | 주의 | Flags
  is_review | 방문 후기 | A review
  places | 가게 | Place
  mention | 글에 나온 이름 | As mentioned
  name | 이름 | Name
  branch | 지점 | Branch
  category | 업종 | Category
  places.area | 동네 | Area
  sentiment | 느낌 | Sentiment
  link | 연결된 장소 | Linked place
  candidates | 후보 | Candidates
  hashtags | 해시태그 | Hashtag
  tag | 태그 | Tag
  kind | 종류 | Kind
  known | 쓰이던 태그 | Known tag
  reason | 비어 있는 까닭 | Why empty
  is_meetup | 모임 모집 글 | A meetup
  gender | 성별 | Gender
  age | 나이 | Age
  birth_year | 출생연도 | Year of birth
  fee | 회비 | Fee
  age.min | 나이(부터) | Age from
  age.max | 나이(까지) | Age to
  birth_year.from | 출생연도(부터) | Born from
  birth_year.to | 출생연도(까지) | Born until
  topics | 주제 | Topics
  activity | 활동 | Activity
  schedule | 일정 | Schedule
  days | 요일 | Days
  time | 시각 | Time
  time_inferred | 오전·오후 추정 | a.m./p.m. guessed
  recurrence | 반복 | Repeats
  date | 날짜 | Date
  place | 장소 | Place
  online | 온라인 | Online
  fee.type | 회비 | Fee
  fee.amount | 회비 금액 | Fee amount
  capacity | 정원 | Capacity
  beginner_friendly | 초보 환영 | Beginners welcome
  text | 글 | Text
  title | 제목 | Title
  reference_date | 기준일 | Reference date
  region | 동네 | Region
  near | 위치 | Near
  lat | 위도 | Latitude
  lng | 경도 | Longitude
  max_tags | 태그 수 | How many tags
  vocabulary | 쓰이던 태그 | Known tags
`;
